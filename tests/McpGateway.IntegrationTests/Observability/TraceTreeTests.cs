using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using McpGateway.IntegrationTests.Composition;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging.Abstractions;
using ModelContextProtocol.Client;

namespace McpGateway.IntegrationTests.Observability;

/// <summary>Traces from a client of the official SDK through the gateway to a server of it, at a receiver that decodes OTLP.</summary>
[Collection(ProcessWide.Name)]
public sealed class TraceTreeTests
{
    private const string Sdk = "Experimental.ModelContextProtocol";
    private const string Gateway = "McpGateway.Proxy";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Call_ThroughTheGateway_IsOneTree(bool isFast)
    {
        await using var world = await World.StartAsync(("Proxy:FastPath", isFast ? "true" : "false"));
        using var agent = new Activity("agent") { ActivityTraceFlags = ActivityTraceFlags.Recorded }.Start();
        await using (var client = await world.ConnectAsync())
        {
            await client.CallToolAsync("echo", new Dictionary<string, object?> { ["message"] = "hello" }, cancellationToken: Cancellation);
        }

        var trace = agent.TraceId.ToHexString();
        var spans = await world.Receiver.SpansAsync(span => span.TraceId == trace && span.Name == "tools/call echo", 2);
        var served = Assert.Single(spans, static span => span.Kind == SentSpan.Server);
        var sent = Assert.Single(spans, static span => span.Kind == SentSpan.Client);
        var asked = Assert.Single(world.Sdk, span => span.DisplayName == "tools/call echo" && span.Kind == ActivityKind.Client);
        var executed = Assert.Single(world.Sdk, span => span.DisplayName == "tools/call echo" && span.Kind == ActivityKind.Server);

        // agent > the SDK's client > the gateway > what it waits for > the SDK's server
        Assert.Equal(trace, asked.TraceId.ToHexString());
        Assert.Equal(asked.SpanId.ToHexString(), served.Parent);
        Assert.Equal(served.Id, sent.Parent);
        Assert.Equal(sent.Id, executed.ParentSpanId.ToHexString());
        Assert.Equal(trace, executed.TraceId.ToHexString());

        Assert.Equal(Gateway, served.Source);
        Assert.Equal(("tools/call", "echo", "execute_tool", "everything", "allow", "forwarded"), (
            served.Attributes["mcp.method.name"], served.Attributes["gen_ai.tool.name"], served.Attributes["gen_ai.operation.name"],
            served.Attributes["mcp_gateway.server"], served.Attributes["mcp_gateway.decision"], served.Attributes["mcp_gateway.outcome"]));
        Assert.Equal("200", served.Attributes["http.response.status_code"]);
        Assert.Equal(world.Upstream.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), sent.Attributes["server.port"]);
        Assert.True(sent.Attributes.ContainsKey("mcp_gateway.upstream.wait"));

        // The record of the call leads to the trace.
        Assert.Equal(trace, await world.TraceOfRecordAsync("echo"));
    }

    [Fact]
    public async Task Call_OfAStranger_BeginsATraceOfItsOwn()
    {
        await using var world = await World.StartAsync();
        using var client = world.Gateway.Anonymous(("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
        using var content = new StringContent("{}", new MediaTypeHeaderValue("application/json"));
        using var answer = await client.PostAsync(new Uri("/everything/mcp", UriKind.Relative), content, Cancellation);

        var span = Assert.Single(await world.Receiver.SpansAsync(
            static span => span.Source == Gateway && span.Attributes.GetValueOrDefault("mcp_gateway.outcome") == "unauthenticated", 1));
        Assert.NotEqual("0af7651916cd43dd8448eb211c80319c", span.TraceId);
        Assert.Equal(("", "unauthenticated"), (span.Parent, span.Attributes["mcp_gateway.decision"]));
    }

    [Fact]
    public async Task Search_AndSignIn_AreBelowTheirRequest()
    {
        await using var world = await World.StartAsync();
        using var browser = await world.Gateway.SignedInAsync(ComposedGateway.Administrator);
        using var content = new StringContent("""{"query":"echo"}""", new MediaTypeHeaderValue("application/json"));
        using var answer = await browser.PostAsync(new Uri("/api/search/semantic", UriKind.Relative), content, Cancellation);

        var search = Assert.Single(await world.Receiver.SpansAsync(static span => span.Name == "discovery.search", 1));
        var signIn = (await world.Receiver.SpansAsync(static span => span.Name == "sign_in", 1))[0];
        var requests = await world.Receiver.SpansAsync(span => span.Id == search.Parent || span.Id == signIn.Parent, 2);
        Assert.Equal(
            ["POST /api/auth/login", "POST /api/search/semantic"], requests.Select(static span => span.Name).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(world.Receiver.Spans, static span => span.Attributes.Values.Any(
            static value => value.Contains("echo", StringComparison.Ordinal) && value != "echo"));
    }

    /// <summary>
    /// The client has no trace, so the gateway begins one. Of none of them anything is sent, and the server behind records nothing either.
    /// What is left is sent when the gateway stops: only then nothing can be on its way.
    /// </summary>
    [Theory]
    [InlineData("0", false)]
    [InlineData("1", true)]
    public async Task Sampling_OfNoneOrAll_DecidesWhatIsSentAndRecordedBehind(string ratio, bool isRecorded)
    {
        await using var world = await World.StartAsync(("Tracing:SampleRatio", ratio));
        await using (var client = await world.ConnectAsync())
        {
            await client.CallToolAsync("echo", new Dictionary<string, object?> { ["message"] = "hello" }, cancellationToken: Cancellation);
        }

        Assert.Equal(isRecorded, await world.TraceOfRecordAsync("echo") is not null);
        await world.EndGatewayAsync();
        Assert.Equal(isRecorded, world.Receiver.Spans.Any(static span => span.Name == "tools/call echo"));
        Assert.Equal(isRecorded, world.Receiver.Spans.Count > 0);
        Assert.Equal(
            isRecorded, world.Sdk.Any(static span => span.DisplayName == "tools/call echo" && span.Kind == ActivityKind.Server));
    }

    /// <summary>A gateway that sends traces, a server behind it, and whoever listens to the SDK's own spans.</summary>
    private sealed class World : IAsyncDisposable
    {
        private readonly WebApplication _upstream;
        private readonly ActivityListener _listener;
        private readonly HttpClient _client;
        private bool _hasEnded;

        private World(ComposedGateway gateway, OtlpReceiver receiver, WebApplication upstream, HttpClient client)
        {
            (Gateway, Receiver, _upstream, _client) = (gateway, receiver, upstream, client);
            _listener = new()
            {
                ShouldListenTo = static source => source.Name == TraceTreeTests.Sdk,
                Sample = static (ref options) => options.Parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)
                    ? ActivitySamplingResult.AllDataAndRecorded
                    : ActivitySamplingResult.None,
                ActivityStopped = Sdk.Enqueue,
            };
            ActivitySource.AddActivityListener(_listener);
        }

        public ComposedGateway Gateway { get; }

        public OtlpReceiver Receiver { get; }

        public Uri Upstream => new(_upstream.Urls.Single());

        public ConcurrentQueue<Activity> Sdk { get; } = new();

        public static async Task<World> StartAsync(params (string Key, string Value)[] settings)
        {
            var receiver = await OtlpReceiver.StartAsync();
            var gateway = await ComposedGateway.StartAsync(
                [("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Address), ("OTEL_BSP_SCHEDULE_DELAY", "100"), .. settings]);
            var upstream = EverythingServer.EverythingApp.Build(["--urls", "http://127.0.0.1:0"]);
            await upstream.StartAsync(Cancellation);
            await gateway.RegisterServerAsync("/everything", new Uri(new Uri(upstream.Urls.Single()), "/mcp"));
            await gateway.PostAsync(
                "/api/servers/toggle", new FormUrlEncodedContent([new("path", "/everything"), new("new_state", "true")]));
            return new(gateway, receiver, upstream, await gateway.BearerAsync(ComposedGateway.Administrator));
        }

        public Task<McpClient> ConnectAsync()
        {
            // The transport's own headers: what the client's process has set up besides is not to help.
            var http = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null });
            http.DefaultRequestHeaders.Authorization = _client.DefaultRequestHeaders.Authorization;
            var transport = new HttpClientTransport(
                new() { Endpoint = new Uri(Gateway.Address, "/everything/mcp"), TransportMode = HttpTransportMode.StreamableHttp },
                http, NullLoggerFactory.Instance, ownsHttpClient: true);
            return McpClient.CreateAsync(transport, cancellationToken: Cancellation);
        }

        /// <summary>What the record of a tool's call says of its trace.</summary>
        public async Task<string?> TraceOfRecordAsync(string tool)
        {
            var calls = await Eventually.GetAsync(
                async () => await CallsAsync(tool) is { Length: > 0 } found ? found : null, $"the record of a call of {tool}");
            return calls[0].TryGetProperty("trace_id", out var trace) ? trace.GetString() : null;
        }

        private async Task<JsonElement[]> CallsAsync(string tool)
        {
            using var answer = await _client.GetAsync(new Uri($"/api/audit/calls?tool={tool}", UriKind.Relative), Cancellation);
            return [.. (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("calls").EnumerateArray()];
        }

        public async Task EndGatewayAsync()
        {
            if (!_hasEnded)
            {
                _hasEnded = true;
                await Gateway.DisposeAsync();
            }
        }

        public async ValueTask DisposeAsync()
        {
            _listener.Dispose();
            _client.Dispose();
            await EndGatewayAsync();
            await _upstream.DisposeAsync();
            await Receiver.DisposeAsync();
        }
    }
}
