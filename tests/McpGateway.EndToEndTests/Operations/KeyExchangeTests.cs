using System.Net;
using McpGateway.EndToEndTests.Support;
using McpGateway.IntegrationTests.Storage;

namespace McpGateway.EndToEndTests.Operations;

/// <summary>
/// <c>SECRET_KEY</c> exchanged under load by the steps of docs/guides/moving.md. Each call carries a value that is sealed in the store.
/// </summary>
public sealed class KeyExchangeTests(PostgresServer postgres)
{
    private const string Former = "the former key of this test, long enough";
    private const string New = "the new key of this test, long enough";
    private const string Key = "k-b2d9 of the upstream server";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Exchange_OfTwoReplicas_FailsNoCall_AndTheFormerKeyIsNotNeededAfterwards()
    {
        var settings = Keys(Former, null);
        settings["STORAGE_BACKEND"] = "postgresql";
        settings["DATABASE_URL"] = await postgres.CreateDatabaseAsync(Cancellation);
        settings["TRUSTED_PROXIES"] = "127.0.0.1";
        await using var upstream = await HeldServer.StartAsync(Cancellation);
        await using var one = await GatewayProcess.StartAsync(Cancellation, settings);
        await using var two = await GatewayProcess.StartAsync(Cancellation, settings);
        await using var proxy = await ShippedProxy.StartAsync([one.Address, two.Address], Cancellation);
        var token = await PrepareAsync(one, upstream);
        await Eventually.UntilAsync(async () => await CallAsync(two, token, "prepared") == HttpStatusCode.OK);
        await using var load = new SteadyLoad(proxy.CreateClient(), token, "/held", "load");
        await load.GoOnAsync(50);

        // 1: all read both keys. 2: all seal with the new one. 3: what was sealed before is sealed anew. 4: the former one is taken away.
        await RestartAsync([one, two], load, Keys(Former, New));
        await RestartAsync([one, two], load, Keys(New, Former));
        await RegisterSealedAsync(two, upstream, "/meanwhile");
        await one.RunCommandAsync(Cancellation, "store", "rotate-key");
        await load.GoOnAsync(50);
        await RestartAsync([one, two], load, Keys(New, null));
        await load.EndAsync();

        await AssertExchangedAsync(one, upstream, token, load, proxy);
        Assert.Equal(HttpStatusCode.OK, await CallAsync(two, token, "two", "/meanwhile"));
        Assert.Equal(Key, upstream.Keys["two"]);
    }

    /// <summary>One process: its restarts are its interruption; while it serves, nothing fails.</summary>
    [Fact]
    public async Task Exchange_WithSqlite_FailsNoCallWhileItServes_AndTheFormerKeyIsNotNeededAfterwards()
    {
        await using var upstream = await HeldServer.StartAsync(Cancellation);
        await using var gateway = await GatewayProcess.StartAsync(Cancellation, Keys(Former, null));
        var token = await PrepareAsync(gateway, upstream);
        Assert.Equal(0, await gateway.TerminateAsync(Cancellation));
        await gateway.StartAgainAsync(Cancellation, Keys(New, Former));
        await using var load = new SteadyLoad(
            new(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = gateway.Address }, token, "/held", "load");
        await load.GoOnAsync(50);

        await gateway.RunCommandAsync(Cancellation, "store", "rotate-key");
        await load.GoOnAsync(50);
        await load.EndAsync();
        Assert.Equal(0, await gateway.TerminateAsync(Cancellation));
        await gateway.StartAgainAsync(Cancellation, Keys(New, null));

        await AssertExchangedAsync(gateway, upstream, token, load);
    }

    private static Dictionary<string, string?> Keys(string key, string? previous) =>
        new(StringComparer.Ordinal) { ["SECRET_KEY"] = key, ["SECRET_KEY_PREVIOUS"] = previous };

    private static async Task<string> PrepareAsync(GatewayProcess gateway, HeldServer upstream)
    {
        await RegisterSealedAsync(gateway, upstream, "/held");
        return await gateway.VendAsync(Cancellation);
    }

    private static async Task RegisterSealedAsync(GatewayProcess gateway, HeldServer upstream, string path)
    {
        await gateway.SignInAsync(Cancellation);
        await gateway.RegisterAsync(path, upstream.Address, Cancellation, "Sealed", Key);
    }

    private static async Task RestartAsync(GatewayProcess[] replicas, SteadyLoad load, Dictionary<string, string?> keys)
    {
        foreach (var replica in replicas)
        {
            Assert.Equal(0, await replica.TerminateAsync(Cancellation));
            await replica.StartAgainAsync(Cancellation, keys);
            await Rollout.TakesPartAsync(replica, Cancellation);
            await load.GoOnAsync(20);
        }
    }

    private static async Task AssertExchangedAsync(
        GatewayProcess gateway, HeldServer upstream, string token, SteadyLoad load, ShippedProxy? proxy = null)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{load.Answered} requests, {load.Called.Count} calls of tools, {load.Written.Count} writes, {load.Failures.Count} failed.");
        load.AssertNothingFailed(proxy);
        Assert.All(load.Called, tool => Assert.Equal((1, Key), (upstream.Executed[tool], upstream.Keys[tool])));
        Assert.Equal(HttpStatusCode.OK, await CallAsync(gateway, token, "afterwards"));
        Assert.Equal(Key, upstream.Keys["afterwards"]);

        // The account's password and the signing keys are sealed, too.
        await gateway.SignInAsync(Cancellation);
        Assert.Equal(HttpStatusCode.OK, await CallAsync(gateway, await gateway.VendAsync(Cancellation), "vended"));
    }

    private static async Task<HttpStatusCode> CallAsync(GatewayProcess gateway, string token, string tool, string server = "/held") =>
        (await gateway.CallAsync(
            server + "/mcp", token, $$$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"{{{tool}}}","arguments":{} } }""",
            Cancellation)).Status;
}
