using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using McpGateway.EndToEndTests.Faults;
using McpGateway.EndToEndTests.Support;
using McpGateway.IntegrationTests.Storage;

namespace McpGateway.EndToEndTests.Operations;

/// <summary>Three replicas on one PostgreSQL behind the shipped proxy: what one of them is told, and what one takes with it.</summary>
public sealed class ThreeReplicaTests(PostgresServer postgres) : IAsyncLifetime
{
    private const string List = """{"jsonrpc":"2.0","id":1,"method":"tools/list"}""";
    private const string Call = """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"asked","arguments":{} } }""";
    private const string Initialize =
        """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":"""
            + """{"name":"t","version":"1"}}}""";

    /// <summary>
    /// The promise is a second. A machine that others use may take longer for the questions themselves, so this is what fails; the figures
    /// are printed.
    /// </summary>
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    private GatewayProcess[] _replicas = [];
    private HeldServer _upstream = null!;
    private ShippedProxy _proxy = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["STORAGE_BACKEND"] = "postgresql",
            ["DATABASE_URL"] = await postgres.CreateDatabaseAsync(Cancellation),
            ["SECRET_KEY"] = "the key that every replica has, long enough",
            ["TRUSTED_PROXIES"] = "127.0.0.1",
        };
        _upstream = await HeldServer.StartAsync(Cancellation);
        _replicas = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => GatewayProcess.StartAsync(Cancellation, settings)));
        _proxy = await ShippedProxy.StartAsync([.. _replicas.Select(static replica => replica.Address)], Cancellation);
        await _replicas[0].SignInAsync(Cancellation);
        await _replicas[0].RegisterAsync("/held", _upstream.Address, Cancellation, "Held");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in _replicas)
        {
            await replica.DisposeAsync();
        }

        if (_proxy is not null)
        {
            await _proxy.DisposeAsync();
        }

        if (_upstream is not null)
        {
            await _upstream.DisposeAsync();
        }
    }

    [Fact]
    public async Task Changes_ToldToOneReplica_CountOnAllOfThem()
    {
        await GrantAsync(mayCall: true);
        var token = await _replicas[0].VendAsync(Cancellation, "three");
        await EverywhereAsync("a right given", token, Call, HttpStatusCode.OK);

        await GrantAsync(mayCall: false);
        var denied = await EverywhereAsync("a right taken away", token, Call, HttpStatusCode.Forbidden);

        await _replicas[0].RegisterAsync("/late", _upstream.Address, Cancellation, "Late");
        var all = await _replicas[0].VendAsync(Cancellation);
        var registered = await EverywhereAsync("a registration", all, Initialize, HttpStatusCode.OK, "/late/mcp");

        var (revoked, id) = await _replicas[0].VendWithIdAsync(Cancellation);
        await EverywhereAsync("a token", revoked, List, HttpStatusCode.OK);
        var streams = await OpenEverywhereAsync(revoked);
        using var answer = await _replicas[0].Client.DeleteAsync(new Uri("/api/tokens/" + id, UriKind.Relative), Cancellation);
        var clock = Stopwatch.StartNew();
        Assert.True(answer.IsSuccessStatusCode);

        // The replica itself ends what stands on a revoked token: no question is asked.
        await Task.WhenAll(streams).WaitAsync(Bound, Cancellation);
        Print("a revocation, by the end of the streams", clock.Elapsed);
        var ended = await EverywhereAsync("a revocation", revoked, List, HttpStatusCode.Unauthorized);

        Assert.All(new[] { denied, registered, ended }, static took => Assert.True(took < Bound, $"{took}"));
    }

    [Fact]
    public async Task Kill_OfOneReplica_UnderLoad_FailsWhatItHadInFlightAlone_AndRepeatsNothing()
    {
        const int CallersAtMost = 5;
        var token = await _replicas[0].VendAsync(Cancellation);
        await EverywhereAsync("a token", token, List, HttpStatusCode.OK);
        await using var load = new SteadyLoad(_proxy.CreateClient(), token, "/held", "load");
        await load.GoOnAsync(100);

        await _replicas[2].KillAsync(Cancellation);
        var during = load.Answered;
        await Eventually.UntilAsync(() => load.Answered >= during + 300);
        var failed = load.Failures.ToArray();
        await load.EndAsync();

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{load.Answered} requests, {failed.Length} failed: {string.Join(", ", failed.Select(static one => one.Step))}");

        // What cannot be repeated without knowing what became of it is the client's to repeat; a GET is repeated by the proxy.
        Assert.True(failed.Length <= CallersAtMost, string.Join('\n', failed.Select(static one => $"{one.Step}: {one.Problem}")));
        Assert.DoesNotContain(failed, static one => one.Step == "ReadAsync");
        Assert.All(failed, static one => Assert.StartsWith("502", one.Problem, StringComparison.Ordinal));
        Assert.Equal(failed.Length, load.Failures.Count);
        Assert.All(_upstream.Executed, static tool => Assert.Equal(1, tool.Value));
        await AllIsThereAsync(load);
    }

    private async Task AllIsThereAsync(SteadyLoad load)
    {
        var groups = await _replicas[0].Client.GetStringAsync(new Uri("/api/servers/groups", UriKind.Relative), Cancellation);
        Assert.All(load.Written, group => Assert.Contains($"\"{group}\"", groups, StringComparison.Ordinal));
        var recorded = (await Recorded.ToolsAsync(_replicas[0], "load-", Cancellation)).CountBy(static tool => tool).ToArray();
        Assert.All(recorded, static tool => Assert.Equal(1, tool.Value));
    }

    /// <summary>Gives the group <c>three</c> the right to call, or takes it away.</summary>
    private async Task GrantAsync(bool mayCall)
    {
        string[] tools = mayCall ? ["asked"] : [];
        var access = new { server = "held", methods = new[] { "initialize", "tools/list", "tools/call" }, tools };
        var scope = new
        {
            scope_name = "three",
            server_access = new[] { access },
            group_mappings = new[] { "registry-admins" },
            create_in_idp = false,
        };
        using var answer = await _replicas[0].Client.PostAsJsonAsync("/api/servers/groups/import", scope, Cancellation);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
    }

    /// <summary>Asks every replica until it answers so.</summary>
    /// <returns>How long the last of them took.</returns>
    private async Task<TimeSpan> EverywhereAsync(
        string what, string token, string message, HttpStatusCode expected, string path = "/held/mcp")
    {
        var clock = Stopwatch.StartNew();
        var took = await Task.WhenAll(_replicas.Select(async replica =>
        {
            await Eventually.UntilAsync(async () => (await replica.CallAsync(path, token, message, Cancellation)).Status == expected, what);
            return clock.Elapsed;
        }));
        Print(what, took.Max());
        return took.Max();
    }

    private async Task<Task[]> OpenEverywhereAsync(string token)
    {
        var initialized = await _replicas[0].CallAsync("/held/mcp", token, Initialize, Cancellation);
        var session = initialized.Headers.GetValues("Mcp-Session-Id").Single();
        var streams = await Task.WhenAll(_replicas.Select(replica =>
            replica.OpenStreamAsync("/held/mcp", token, session, Cancellation)));
        return
        [
            .. streams.Select(async stream =>
            {
                using (stream)
                {
                    await GatewayProcess.DrainAsync(await stream.Content.ReadAsStreamAsync(Cancellation), Cancellation);
                }
            }),
        ];
    }

    private static void Print(string what, TimeSpan took) =>
        TestContext.Current.TestOutputHelper?.WriteLine($"On all three: {what} after {took.TotalMilliseconds:0} ms.");
}
