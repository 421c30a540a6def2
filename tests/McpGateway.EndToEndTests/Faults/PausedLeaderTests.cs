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

    /// <summary>The product's own limit is 15 s; longer, for a loaded machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

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
        var holder = await UntilAsync(async () => await HolderAsync(database));
        var (leader, follower) = holder == one.ProcessId ? (one, two) : (two, one);
        await leader.SignInAsync(Cancellation);
        await follower.SignInAsync(Cancellation);
        var (token, id) = await follower.VendWithIdAsync(Cancellation);
        await UntilAsync(async () =>
            (await leader.CallAsync("/currenttime/mcp", token, List, Cancellation)).Status == HttpStatusCode.OK ? leader : null);

        var clock = Stopwatch.StartNew();
        leader.Signal("STOP");
        try
        {
            var next = await UntilAsync(async () => await HolderAsync(database) is var now && now != leader.ProcessId ? now : null);
            Assert.Equal(follower.ProcessId, next);
            TestContext.Current.TestOutputHelper?.WriteLine($"Replaced after {clock.Elapsed.TotalSeconds:0.0} s.");
            using var revoked = await follower.Client.DeleteAsync(new Uri("/api/tokens/" + id, UriKind.Relative), Cancellation);
            Assert.True(revoked.IsSuccessStatusCode);
        }
        finally
        {
            leader.Signal("CONT");
        }

        await UntilAsync(async () =>
            (await leader.CallAsync("/currenttime/mcp", token, List, Cancellation)).Status == HttpStatusCode.Unauthorized ? leader : null);
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

    private static async Task<T> UntilAsync<T>(Func<Task<T?>> look)
        where T : class
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            if (await look() is { } found)
            {
                return found;
            }

            Assert.True(clock.Elapsed < Patience, "What was awaited did not happen.");
            await Task.Delay(50, Cancellation);
        }
    }

    private static async Task<int> UntilAsync(Func<Task<int?>> look) =>
        (int)await UntilAsync(async () => await look() is { } found ? (object)found : null);
}
