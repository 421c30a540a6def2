using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using McpGateway.Foundation.Auditing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace McpGateway.IntegrationTests.Composition;

/// <summary>Events that are sent elsewhere, to receivers that really listen.</summary>
public sealed class AuditForwardTests
{
    private const string Secret = "a key that both sides have";

    private static readonly Uri Upstream = new("http://upstream.example.test/mcp");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Http_SignedBatches_ComeInOrderAndAfterAFailureAgain()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Failures = 1;
        await using var gateway = await StartAsync(
            ("Audit:Forward:HttpUrl", receiver.Address + "/audit"), ("Audit:Forward:HttpSecret", Secret));
        await ReadyAsync(gateway, "http");
        await gateway.RegisterServerAsync("/one", Upstream);
        await gateway.RegisterServerAsync("/two", Upstream);

        var events = new List<AuditEvent>();
        while (events.Count(static entry => entry.Action.ResourceType == "server") < 2)
        {
            var (path, headers, body) = await receiver.NextAsync();
            Assert.Equal("/audit", path);
            Assert.Equal(
                "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), body)),
                headers["X-Audit-Signature"]);
            using var document = JsonDocument.Parse(body);
            events.AddRange(document.RootElement.GetProperty("events").EnumerateArray()
                .Select(static item => AuditEvent.Of(Encoding.UTF8.GetBytes(item.GetRawText()))));
        }

        var changes = events.Where(static entry => entry.LogType == AuditStreams.RegistryApi).ToArray();
        Assert.Equal(changes.Select(static entry => entry.Number), changes.Select(static entry => entry.Number).Distinct().Order());
        Assert.Equal(0, receiver.Failures);
    }

    [Fact]
    public async Task Otlp_Logs_HaveTheEventAndItsAttributes()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var gateway = await StartAsync(("Audit:Forward:OtlpEndpoint", receiver.Address));
        await ReadyAsync(gateway, "otlp");
        await gateway.RegisterServerAsync("/one", Upstream);

        while (true)
        {
            var (path, _, body) = await receiver.NextAsync();
            Assert.Equal("/v1/logs", path);
            using var document = JsonDocument.Parse(body);
            var records = document.RootElement.GetProperty("resourceLogs")[0].GetProperty("scopeLogs")[0].GetProperty("logRecords");
            if (records.EnumerateArray().FirstOrDefault(static record => Attribute(record, "audit.resource_id") == "/one")
                is { ValueKind: JsonValueKind.Object } found)
            {
                Assert.Equal("create", Attribute(found, "audit.operation"));
                Assert.Equal("admin", Attribute(found, "user.name"));
                Assert.True(long.Parse(found.GetProperty("timeUnixNano").GetString()!, System.Globalization.CultureInfo.InvariantCulture)
                    > 1_000_000_000_000_000_000);
                return;
            }
        }
    }

    [Fact]
    public async Task Syslog_OverTcp_CountsOctetsAndNamesTheStream()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var gateway = await StartAsync(
            ("Audit:Forward:SyslogAddress", $"tcp://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}"));
        await ReadyAsync(gateway, "syslog");
        await gateway.RegisterServerAsync("/one", Upstream);
        using var client = await listener.AcceptTcpClientAsync(Cancel);
        await using var stream = client.GetStream();

        string message;
        do
        {
            message = await ReadFrameAsync(stream);
            Assert.Matches(
                @"^<1(10|08)>1 \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z \S+ mcp-gateway \d+ (registry_api|sign_in|token_mint) - \{",
                message);
        }
        while (!message.Contains("\"resource_id\":\"/one\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Syslog_OverUdp_SendsADatagramForEachEvent()
    {
        using var listener = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        await using var gateway = await StartAsync(
            ("Audit:Forward:SyslogAddress", $"udp://127.0.0.1:{((IPEndPoint)listener.Client.LocalEndPoint!).Port}"));
        await ReadyAsync(gateway, "syslog");
        await gateway.RegisterServerAsync("/one", Upstream);

        string message;
        do
        {
            message = Encoding.UTF8.GetString((await listener.ReceiveAsync(Cancel)).Buffer);
        }
        while (!message.Contains("\"resource_id\":\"/one\"", StringComparison.Ordinal));
        Assert.EndsWith("\"}", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuse_ReceiverThatIsBehind_RefusesChangesAndNotSignIns()
    {
        await using var gateway = await StartAsync(
            ("Audit:Forward:HttpUrl", "http://127.0.0.1:9"), ("Audit:Forward:WhenDown", "refuse"));
        await ReadyAsync(gateway, "http");
        var trail = gateway.Services.GetRequiredService<IAuditTrail>();
        var some = AuditEvent.Of((await trail.ReadAsync(AuditStreams.RegistryApi, 0, 1, Cancel))[0].Body);
        var old = some with { LogType = AuditStreams.TokenMint, Timestamp = some.Timestamp - TimeSpan.FromHours(2) };
        await trail.AppendAsync([old], Cancel);

        using var admin = await gateway.SignedInAsync("admin");
        using var refused = await admin.PostAsync(
            new Uri("/api/servers/register", UriKind.Relative),
            new FormUrlEncodedContent(
            [
                new("name", "one"), new("description", "x"), new("path", "/one"), new("proxy_pass_url", Upstream.ToString()),
            ]), Cancel);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Contains("Audit:Forward", await refused.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Audit:Forward:SyslogAddress", "http://host:514")]
    [InlineData("Audit:Forward:SyslogAddress", "udp://host")]
    [InlineData("Audit:Forward:OtlpEndpoint", "host:4318")]
    [InlineData("Audit:Forward:HttpUrl", "ftp://host")]
    [InlineData("Audit:Forward:WhenDown", "perhaps")]
    [InlineData("Audit:Forward:MaxDelay", "00:00:01")]
    public async Task Start_SettingThatCannotBe_IsRefusedByName(string key, string value)
    {
        var failure = await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await using var gateway = await ComposedGateway.StartAsync((key, value));
        });

        Assert.Contains(key, failure.Message, StringComparison.Ordinal);
    }

    private static Task<ComposedGateway> StartAsync(params (string, string)[] settings) =>
        ComposedGateway.StartAsync([.. settings, ("Audit:Forward:Interval", "00:00:00.1")]);

    /// <summary>A receiver begins at the present: from here on it gets everything.</summary>
    private static async Task ReadyAsync(ComposedGateway gateway, string receiver)
    {
        var trail = gateway.Services.GetRequiredService<IAuditTrail>();
        await Eventually.UntilAsync(
            async () => (await trail.ReadDeliveriesAsync(receiver, Cancel)).Count == AuditStreams.All.Count,
            $"where the receiver '{receiver}' stands in each stream");
    }

    private static string? Attribute(JsonElement record, string key) => record.GetProperty("attributes").EnumerateArray()
        .First(attribute => attribute.GetProperty("key").ValueEquals(key)).GetProperty("value").GetProperty("stringValue").GetString();

    private static async Task<string> ReadFrameAsync(NetworkStream stream)
    {
        var length = 0;
        var single = new byte[1];
        while (await stream.ReadAsync(single, Cancel) == 1 && single[0] != ' ')
        {
            length = (length * 10) + (single[0] - '0');
        }

        var message = new byte[length];
        await stream.ReadExactlyAsync(message, Cancel);
        return Encoding.UTF8.GetString(message);
    }

    /// <summary>A web server that keeps what it is sent.</summary>
    private sealed class Receiver(WebApplication app) : IAsyncDisposable
    {
        private readonly BlockingCollection<(string, Dictionary<string, string>, byte[])> _received = [];

        /// <summary>How many of the next requests are answered with 503.</summary>
        public int Failures { get; set; }

        public string Address => app.Urls.Single();

        public static async Task<Receiver> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var app = builder.Build();
            var receiver = new Receiver(app);
            app.MapPost("{**path}", receiver.TakeAsync);
            await app.StartAsync(Cancel);
            return receiver;
        }

        public Task<(string Path, Dictionary<string, string> Headers, byte[] Body)> NextAsync() =>
            Task.Run(() => _received.Take(Cancel), Cancel);

        public async ValueTask DisposeAsync()
        {
            await app.DisposeAsync();
            _received.Dispose();
        }

        private async Task TakeAsync(HttpContext context)
        {
            if (Failures > 0)
            {
                Failures--;
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                return;
            }

            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            _received.Add((
                context.Request.Path, context.Request.Headers.ToDictionary(static pair => pair.Key, static pair => pair.Value.ToString()),
                body.ToArray()));
        }
    }
}
