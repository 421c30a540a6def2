using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using McpGateway.EndToEndTests.Support;
using McpGateway.IntegrationTests.Storage;

namespace McpGateway.EndToEndTests.Faults;

/// <summary>The process is killed (SIGKILL) under load, at random moments.</summary>
public sealed class KillTests(PostgresServer postgres)
{
    private const int Callers = 8;

    /// <summary>What a crash may lose: records wait so long to be written (Audit:FlushInterval).</summary>
    private static readonly TimeSpan OneFlush = TimeSpan.FromMilliseconds(500);

    /// <summary>The transaction that writes them, and the kill itself, on a machine that others use, too.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(2);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task Kill_UnderLoad_LosesNoWriteNorItsAudit_RepeatsNoCall_AndAtMostOneFlushOfRecords(string backend)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["STORAGE_BACKEND"] = backend,
            ["DATABASE_URL"] = backend == "sqlite" ? null : await postgres.CreateDatabaseAsync(Cancellation),
            ["SECRET_KEY"] = "the key of this test, long enough",
        };
        await using var upstream = await HeldServer.StartAsync(Cancellation);
        await using var gateway = await GatewayProcess.StartAsync(Cancellation, settings);
        await gateway.SignInAsync(Cancellation);
        await gateway.RegisterAsync("/held", upstream.Address, Cancellation, "Held");
        var token = await gateway.VendAsync(Cancellation);
        for (var round = 0; round < Rounds.Count; round++)
        {
            using var load = new Load(gateway, token, round);
            var enough = RandomNumberGenerator.GetInt32(300, 900);
            await Eventually.UntilAsync(() => load.Answered.Count >= enough, $"{enough} answered calls");

            await gateway.KillAsync(Cancellation);
            var killed = Stopwatch.GetTimestamp();
            await load.EndAsync();
            await gateway.StartAgainAsync(Cancellation);
            await gateway.SignInAsync(Cancellation);

            foreach (var group in load.Written)
            {
                using var answer = await gateway.Client.GetAsync(new Uri("/api/servers/groups/" + group, UriKind.Relative), Cancellation);
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            }

            await AssertAuditAsync(gateway, load.Written);
            var recorded = await Recorded.ToolsAsync(gateway, $"k{round}-", Cancellation);
            var known = recorded.ToHashSet(StringComparer.Ordinal);
            var lost = load.Answered.Where(call => !known.Contains(call.Key)).ToArray();
            var oldest = lost.Length == 0 ? TimeSpan.Zero : lost.Max(call => Stopwatch.GetElapsedTime(call.Value, killed));
            TestContext.Current.TestOutputHelper?.WriteLine(
                $"Round {round}: {load.Answered.Count} calls and {load.Written.Count} writes answered; {lost.Length} records lost, the "
                    + $"oldest answered {oldest.TotalMilliseconds:0} ms before the kill.");
            Assert.Equal(known.Count, recorded.Count);
            Assert.True(oldest < OneFlush + Margin, $"A record was lost {oldest} after its call was answered.");
            Assert.All(load.Answered, call => Assert.Equal(1, upstream.Executed[call.Key]));
        }

        Assert.All(upstream.Executed, static tool => Assert.Equal(1, tool.Value));
    }

    /// <summary>What was acknowledged is in the audit, and the chain holds over the crash.</summary>
    private static async Task AssertAuditAsync(GatewayProcess gateway, IEnumerable<string> written)
    {
        var audited = new HashSet<string>(StringComparer.Ordinal);
        string? cursor = null;
        do
        {
            var page = await gateway.Client.GetFromJsonAsync<JsonElement>(
                "/api/audit/events?stream=registry_api&operation=create&limit=1000"
                    + (cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor)),
                Cancellation);
            audited.UnionWith(
                from item in page.GetProperty("events").EnumerateArray()
                let action = item.GetProperty("event").GetProperty("action")
                where action.TryGetProperty("resource_id", out _)
                select action.GetProperty("resource_id").GetString());
            cursor = page.TryGetProperty("next_cursor", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);

        Assert.All(written, group => Assert.Contains(group, audited));
        using var verified = await gateway.Client.PostAsync(new Uri("/api/audit/verify", UriKind.Relative), null, Cancellation);
        var report = await verified.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.True(report.GetProperty("is_intact").GetBoolean(), report.ToString());
    }

    /// <summary>Callers and one who writes, until the process is gone.</summary>
    private sealed class Load : IDisposable
    {
        private readonly HttpClient _client;
        private readonly Task[] _running;
        private readonly int _round;
        private int _next;

        public Load(GatewayProcess gateway, string token, int round)
        {
            _round = round;
            _client = new(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = gateway.Address };
            _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
            _running = [.. Enumerable.Range(0, Callers).Select(_ => RepeatAsync(CallAsync)), RepeatAsync(WriteAsync)];
        }

        /// <summary>Tools, and when the answer was there.</summary>
        public ConcurrentDictionary<string, long> Answered { get; } = new(StringComparer.Ordinal);

        public ConcurrentBag<string> Written { get; } = [];

        public Task EndAsync() => Task.WhenAll(_running);

        public void Dispose() => _client.Dispose();

        private static async Task RepeatAsync(Func<Task> step)
        {
            try
            {
                while (true)
                {
                    await step();
                }
            }
            catch (Exception gone) when (gone is HttpRequestException or IOException)
            {
                // Killed, as awaited. How the last one ended is not known.
            }
        }

        private async Task CallAsync()
        {
            var tool = $"k{_round}-{Interlocked.Increment(ref _next)}";
            using var request = new HttpRequestMessage(HttpMethod.Post, "/held/mcp");
            request.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
            request.Content = new StringContent(
                $$$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"{{{tool}}}","arguments":{} } }""",
                System.Text.Encoding.UTF8, "application/json");
            using var answer = await _client.SendAsync(request, Cancellation);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Answered[tool] = Stopwatch.GetTimestamp();
        }

        private async Task WriteAsync()
        {
            var group = $"written-{_round}-{Interlocked.Increment(ref _next)}";
            using var form = new FormUrlEncodedContent([new("group_name", group), new("create_in_idp", "False")]);
            using var answer = await _client.PostAsync(new Uri("/api/servers/groups/create", UriKind.Relative), form, Cancellation);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Written.Add(group);
        }
    }
}
