using System.Diagnostics;
using System.Globalization;
using System.Net;
using McpGateway.EndToEndTests.Support;
using McpGateway.IntegrationTests.Storage;
using Npgsql;

namespace McpGateway.EndToEndTests.Faults;

/// <summary>The replica that leads is paused (SIGSTOP), as by a machine that is frozen or moved.</summary>
public sealed class PausedLeaderTests(PostgresServer postgres)
{
    private const string List = """{"jsonrpc":"2.0","id":1,"method":"tools/list"}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Leader_Paused_AnotherLeads_AndWhenItGoesOn_ItFollowsAndKnowsWhatWasRevoked()
    {
        var database = await postgres.CreateDatabaseAsync(Cancellation);
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["STORAGE_BACKEND"] = "postgresql",
            ["DATABASE_URL"] = database,
            ["SECRET_KEY"] = "the key that every replica has, long enough",
            ["HEALTH_CHECK_INTERVAL_SECONDS"] = "1",
        };
        await using var one = await GatewayProcess.StartAsync(Cancellation, settings);
        await using var two = await GatewayProcess.StartAsync(Cancellation, settings);
        var holder = (int)await Eventually.GetAsync(async () => (object?)await HolderAsync(database), "a replica that leads");
        var (leader, follower) = holder == one.ProcessId ? (one, two) : (two, one);
        await leader.SignInAsync(Cancellation);
        await follower.SignInAsync(Cancellation);
        var (token, id) = await follower.VendWithIdAsync(Cancellation);
        await Eventually.UntilAsync(async () =>
            (await leader.CallAsync("/currenttime/mcp", token, List, Cancellation)).Status == HttpStatusCode.OK);

        var clock = Stopwatch.StartNew();
        leader.Signal("STOP");
        try
        {
            var next = (int)await Eventually.GetAsync(
                async () => await HolderAsync(database) is var now && now != leader.ProcessId ? (object?)now : null, "another that leads");
            Assert.Equal(follower.ProcessId, next);
            TestContext.Current.TestOutputHelper?.WriteLine($"Replaced after {clock.Elapsed.TotalSeconds:0.0} s.");
            using var revoked = await follower.Client.DeleteAsync(new Uri("/api/tokens/" + id, UriKind.Relative), Cancellation);
            Assert.True(revoked.IsSuccessStatusCode);
        }
        finally
        {
            leader.Signal("CONT");
        }

        await Eventually.UntilAsync(async () =>
            (await leader.CallAsync("/currenttime/mcp", token, List, Cancellation)).Status == HttpStatusCode.Unauthorized);
        Assert.Equal(follower.ProcessId, await HolderAsync(database));
    }

    /// <summary>The process that leads; null for none.</summary>
    private static async Task<int?> HolderAsync(string database)
    {
        await using var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(
            "SELECT holder FROM leases WHERE role = 'health' AND expires_at > clock_timestamp()", connection);
        return await command.ExecuteScalarAsync(Cancellation) is string holder
            ? int.Parse(holder.Split('/')[1], CultureInfo.InvariantCulture)
            : null;
    }
}
