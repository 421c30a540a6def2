using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using McpGateway.EndToEndTests.Faults;
using McpGateway.EndToEndTests.Support;
using McpGateway.IntegrationTests.Storage;
using Npgsql;

namespace McpGateway.EndToEndTests.Operations;

/// <summary>
/// What ADR 51 promises: replicas of a release and of the next one, which changes the schema, run side by side on one PostgreSQL while they
/// are exchanged under load. The next release is <c>tests/McpGateway.NextRelease</c>; with <c>UPGRADE_FROM</c>, the path of an earlier
/// release's <c>McpGateway.Host.dll</c>, the earlier one is that and the next one is what was built.
/// </summary>
public sealed class RollingUpgradeTests(PostgresServer postgres)
{
    private const int Streams = 4;
    private const string Key = "k-3f1c of the upstream server";
    private const string Initialize =
        """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":"""
            + """{"name":"t","version":"1"}}}""";

    private static readonly string? Given = Environment.GetEnvironmentVariable("UPGRADE_FROM");
    private static readonly string Former = Given ?? Repository.Host;
    private static readonly string Next = Given is null ? Repository.NextRelease : Repository.Host;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Update_OneReplicaAfterTheOther_UnderLoad_FailsNoCall_AndBothReleasesReadWhatEitherWrites()
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["STORAGE_BACKEND"] = "postgresql",
            ["DATABASE_URL"] = await postgres.CreateDatabaseAsync(Cancellation),
            ["SECRET_KEY"] = "the key that every replica has, long enough",
            ["TRUSTED_PROXIES"] = "127.0.0.1",
        };
        await using var upstream = await HeldServer.StartAsync(Cancellation);
        await using var one = await GatewayProcess.StartAsync(Cancellation, settings, program: Former);
        await using var two = await GatewayProcess.StartAsync(Cancellation, settings, program: Former);
        await using var proxy = await ShippedProxy.StartAsync([one.Address, two.Address], Cancellation);
        await one.SignInAsync(Cancellation);
        await one.RegisterAsync("/held", upstream.Address, Cancellation, "Held", Key);
        var token = await one.VendAsync(Cancellation);
        await ServesAsync(two, "/held/mcp", token);
        var before = await SchemaAsync(settings);
        var session = (await one.CallAsync("/held/mcp", token, Initialize, Cancellation)).Headers.GetValues("Mcp-Session-Id").Single();
        await using var streams = new StandingStreams(proxy.CreateClient(), token, "/held/mcp", session, Streams);
        await Eventually.UntilAsync(() => streams.Open == Streams);
        await using var load = new SteadyLoad(proxy.CreateClient(), token, "/held", "load");
        await load.GoOnAsync(100);

        await ExchangeAsync(one);
        await Rollout.TakesPartAsync(one, Cancellation);
        await load.GoOnAsync(100);
        await SideBySideAsync(former: two, next: one, upstream.Address, token);
        await StartsAgainAsync(settings, before);
        await ExchangeAsync(two);
        await load.GoOnAsync(100);
        await load.EndAsync();
        await Eventually.UntilAsync(() => streams.Open == Streams || !streams.Failures.IsEmpty);

        var after = await SchemaAsync(settings);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"Schema {before} to {after}: {load.Answered} requests, {load.Called.Count} calls of tools, "
                + $"{load.Written.Count} writes, {load.Failures.Count} failed; {streams.Ended} streams ended.");
        Assert.True(Given is not null || after > before, $"The next release left the schema at {after}: nothing was upgraded.");
        load.AssertNothingFailed(proxy);
        Assert.Empty(streams.Failures);
        Assert.True(streams.Ended >= Streams, $"{streams.Ended} streams ended.");
        Assert.All(load.Called, tool => Assert.Equal((1, Key), (upstream.Executed[tool], upstream.Keys[tool])));
        await AllIsThereAsync(one, load);
    }

    /// <summary>SIGTERM, its end with 0, and the next release in its place.</summary>
    private static async Task ExchangeAsync(GatewayProcess replica)
    {
        Assert.Equal(0, await replica.TerminateAsync(Cancellation));
        await replica.StartAgainAsync(Cancellation, program: Next);
        await Eventually.UntilAsync(async () =>
        {
            using var ready = await replica.Client.GetAsync(new Uri("/health/ready", UriKind.Relative), Cancellation);
            return ready.IsSuccessStatusCode;
        });
    }

    private static async Task SideBySideAsync(GatewayProcess former, GatewayProcess next, Uri upstream, string token)
    {
        await former.SignInAsync(Cancellation);
        await next.SignInAsync(Cancellation);
        foreach (var (writer, reader, path) in new[] { (next, former, "/of-next"), (former, next, "/of-former") })
        {
            // Registered with a sealed value by one, routed by the other; changed there, which the first one sees.
            await writer.RegisterAsync(path, upstream, Cancellation, "Side by side", Key);
            await ServesAsync(reader, path + "/mcp", token);
            using var rated = await reader.Client.PostAsJsonAsync($"/api/servers{path}/rate", new { rating = 4 }, Cancellation);
            Assert.True(rated.IsSuccessStatusCode, await rated.Content.ReadAsStringAsync(Cancellation));
            await Eventually.UntilAsync(async () => (await DetailAsync(writer, path)).GetProperty("num_stars").GetDouble() == 4);

            var (revoked, id) = await writer.VendWithIdAsync(Cancellation);
            await ServesAsync(reader, "/held/mcp", revoked);
            using var answer = await writer.Client.DeleteAsync(new Uri("/api/tokens/" + id, UriKind.Relative), Cancellation);
            Assert.True(answer.IsSuccessStatusCode);
            await Eventually.UntilAsync(async () =>
                (await reader.CallAsync("/held/mcp", revoked, Initialize, Cancellation)).Status == HttpStatusCode.Unauthorized);
        }
    }

    /// <summary>A replica of the former release that crashed, or one that a platform adds, starts on the newer schema and serves.</summary>
    private static async Task StartsAgainAsync(IReadOnlyDictionary<string, string?> settings, long before)
    {
        if (Given is not null)
        {
            // Whether an earlier release knows how to run on this one's schema is in the changelog.
            return;
        }

        Assert.True(await SchemaAsync(settings) > before, "The next release has not changed the schema.");
        await using var further = await GatewayProcess.StartAsync(Cancellation, settings);
        await further.SignInAsync(Cancellation);
        await ServesAsync(further, "/of-next/mcp", await further.VendAsync(Cancellation));
        Assert.Contains("schema of a newer release", further.Output, StringComparison.Ordinal);
    }

    private static async Task AllIsThereAsync(GatewayProcess gateway, SteadyLoad load)
    {
        await gateway.SignInAsync(Cancellation);
        var groups = await gateway.Client.GetStringAsync(new Uri("/api/servers/groups", UriKind.Relative), Cancellation);
        Assert.All(load.Written, group => Assert.Contains($"\"{group}\"", groups, StringComparison.Ordinal));
        IReadOnlyList<string> recorded = [];
        await Eventually.UntilAsync(async () =>
            (recorded = await Recorded.ToolsAsync(gateway, "load-", Cancellation)).Count >= load.Called.Count);
        Assert.Superset(load.Called.ToHashSet(StringComparer.Ordinal), recorded.ToHashSet(StringComparer.Ordinal));
        Assert.Equal(recorded.Count, recorded.Distinct(StringComparer.Ordinal).Count());
    }

    private static async Task ServesAsync(GatewayProcess gateway, string path, string token) => await Eventually.UntilAsync(async () =>
        (await gateway.CallAsync(path, token, Initialize, Cancellation)).Status == HttpStatusCode.OK);

    private static async Task<JsonElement> DetailAsync(GatewayProcess gateway, string path) =>
        await gateway.Client.GetFromJsonAsync<JsonElement>("/api/servers" + path, Cancellation);

    private static async Task<long> SchemaAsync(IReadOnlyDictionary<string, string?> settings)
    {
        await using var connection = new NpgsqlConnection(settings["DATABASE_URL"] + ";Pooling=false");
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand("SELECT MAX(number) FROM schema_version", connection);
        return (long)(await command.ExecuteScalarAsync(Cancellation))!;
    }
}
