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

    private const int Tries = 3;

    /// <summary>What is promised of every change. The best of some tries keeps it, whatever else the machine does meanwhile.</summary>
    private static readonly TimeSpan Promise = TimeSpan.FromSeconds(1);

    /// <summary>What no try may exceed on a machine that others use, where the questions themselves take long.</summary>
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
    public async Task Changes_ToldToOneReplica_CountOnAllOfThem_WithinASecond()
    {
        await ChangeRightsAsync();
        await RegisterAsync();
        await RevokeAsync();
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

    private async Task ChangeRightsAsync()
    {
        await GrantAsync(mayCall: false);
        var token = await _replicas[0].VendAsync(Cancellation, "three");
        await EverywhereAsync("no right", token, Call, HttpStatusCode.Forbidden);
        var (given, taken) = (new List<TimeSpan>(), new List<TimeSpan>());
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            await GrantAsync(mayCall: true);
            given.Add(await EverywhereAsync("a right given", token, Call, HttpStatusCode.OK));
            await GrantAsync(mayCall: false);
            taken.Add(await EverywhereAsync("a right taken away", token, Call, HttpStatusCode.Forbidden));
        }

        AssertPromise("a right given", given);
        AssertPromise("a right taken away", taken);
    }

    private async Task RegisterAsync()
    {
        var token = await _replicas[0].VendAsync(Cancellation);
        await EverywhereAsync("a token", token, List, HttpStatusCode.OK);
        var registered = new List<TimeSpan>();
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            await _replicas[0].RegisterAsync($"/late-{attempt}", _upstream.Address, Cancellation, "Late");
            registered.Add(await EverywhereAsync("a registration", token, Initialize, HttpStatusCode.OK, $"/late-{attempt}/mcp"));
        }

        AssertPromise("a registration", registered);
    }

    private async Task RevokeAsync()
    {
        var (ended, refused) = (new List<TimeSpan>(), new List<TimeSpan>());
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var (asking, askingId) = await _replicas[0].VendWithIdAsync(Cancellation);
            await EverywhereAsync("a token", asking, List, HttpStatusCode.OK);
            await RevokeAsync(askingId);
            refused.Add(await EverywhereAsync("a revocation", asking, List, HttpStatusCode.Unauthorized));

            // The replica itself ends what stands on a revoked token: no question is asked.
            var (standing, standingId) = await _replicas[0].VendWithIdAsync(Cancellation);
            await EverywhereAsync("a token", standing, List, HttpStatusCode.OK);
            var streams = await OpenEverywhereAsync(standing);
            await RevokeAsync(standingId);
            var clock = Stopwatch.StartNew();
            await Task.WhenAll(streams).WaitAsync(Bound, Cancellation);
            ended.Add(clock.Elapsed);
        }

        AssertPromise("a revocation", refused);
        AssertPromise("a revocation, by the end of the streams", ended);
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

    private async Task RevokeAsync(string token)
    {
        using var answer = await _replicas[0].Client.DeleteAsync(new Uri("/api/tokens/" + token, UriKind.Relative), Cancellation);
        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}");
    }

    /// <summary>Asks every replica until it answers so.</summary>
    /// <returns>How long the last of them took, after the answer to the change.</returns>
    private async Task<TimeSpan> EverywhereAsync(
        string what, string token, string message, HttpStatusCode expected, string path = "/held/mcp")
    {
        var clock = Stopwatch.StartNew();
        var took = await Task.WhenAll(_replicas.Select(async replica =>
        {
            await Eventually.UntilAsync(async () => (await replica.CallAsync(path, token, message, Cancellation)).Status == expected, what);
            return clock.Elapsed;
        }));
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

    private static void AssertPromise(string what, IReadOnlyList<TimeSpan> took)
    {
        var figures = string.Join(", ", took.Select(static one => $"{one.TotalMilliseconds:0}"));
        TestContext.Current.TestOutputHelper?.WriteLine($"On all three: {what} after {figures} ms.");
        Assert.True(took.Min() < Promise, $"{what} took {figures} ms; not once less than {Promise.TotalMilliseconds:0}.");
        Assert.All(took, static one => Assert.True(one < Bound, $"{one}"));
    }
}
