using System.Net;
using System.Net.Sockets;
using McpGateway.IntegrationTests.Storage.Faults;

namespace McpGateway.IntegrationTests.Cli.Credentials;

/// <summary>The watch goes on, round after round, whatever a provider or a disk does meanwhile; no token that works is lost.</summary>
public sealed class WatchTests
{
    private const string File = "tracker-jira-egress.json";

    /// <summary>Longer than the pause between two rounds, shorter than the life of a token less what is kept in hand.</summary>
    private static readonly TimeSpan Round = TimeSpan.FromMinutes(6);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Watch_ConnectionRefused_KeepsTheTokenAndRenewsItInALaterRound()
    {
        await using var world = await WorldAsync("jira");
        var before = world.TextOf(File, "access_token");
        var address = PointAt(world, "http://127.0.0.1:9/token");
        await using var watch = new Watch(world);

        await watch.NextRoundAsync();
        await watch.NextRoundAsync();
        Assert.Equal(before, world.TextOf(File, "access_token"));
        Assert.Contains("cannot be reached", watch.Log, StringComparison.Ordinal);

        PointAt(world, address);
        await watch.NextRoundAsync();
        Verify(world, before);
    }

    /// <summary>Nothing was answered, so nothing was spent: the limit ends the waiting, and not the watch.</summary>
    [Fact]
    public async Task Watch_ProviderHangs_IsWaitedForNoLongerThanTheLimit()
    {
        await using var world = await WorldAsync("jira");
        var before = world.TextOf(File, "access_token");
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var address = PointAt(world, $"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}/token");
        await using var watch = new Watch(world, waitsForRound: false);
        using var connection = await silent.AcceptTcpClientAsync(Cancellation);

        // The request is there: its limit runs.
        Assert.NotEqual(0, await connection.GetStream().ReadAsync(new byte[1], Cancellation));
        world.Clock.Advance(TimeSpan.FromSeconds(29));
        Assert.DoesNotContain("did not answer", watch.Log, StringComparison.Ordinal);
        world.Clock.Advance(TimeSpan.FromSeconds(2));
        await watch.RoundEndedAsync();
        Assert.Contains("did not answer within 30 seconds; it stays, and is tried again", watch.Log, StringComparison.Ordinal);
        Assert.Equal(before, world.TextOf(File, "access_token"));

        PointAt(world, address);
        await watch.NextRoundAsync();
        Verify(world, before);
    }

    [Fact]
    public async Task Watch_FiftyServers_RefreshesEachOnce()
    {
        var servers = Enumerable.Range(1, 50).Select(static number => $"server{number}").ToArray();
        await using var world = await WorldAsync(servers);
        await using var watch = new Watch(world);

        await watch.NextRoundAsync();
        await watch.NextRoundAsync();

        Assert.Equal(50, world.Provider.Refreshes);
        Assert.Empty(world.Provider.Problems);
        Assert.All(servers, server => Assert.Equal(
            "alice@provider", world.Provider.AccountOf("Bearer " + world.TextOf($"tracker-{server}-egress.json", "access_token"))));
    }

    [Fact]
    public async Task Watch_ExpiredRefreshToken_IsSentOnceAndTheOthersAreRenewed()
    {
        await using var world = await WorldAsync("jira");
        world.Provider.EndGrants();
        world.Configure("jira", "wiki");
        await world.SignedInAsync("tracker-wiki-egress.json", left: 600);
        var before = world.Read(File).ToJsonString();
        await using var watch = new Watch(world);

        await watch.NextRoundAsync();
        await watch.NextRoundAsync();

        Assert.Equal(2, world.Provider.Refreshes);
        Assert.Equal(before, world.Read(File).ToJsonString());
        Assert.Equal(
            "alice@provider", world.Provider.AccountOf("Bearer " + world.TextOf("tracker-wiki-egress.json", "access_token")));
        Assert.Contains("mcpgw credentials generate --egress-only --provider tracker", watch.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_DiskIsFull_SpendsNothingUntilThereIsRoom()
    {
        await using var disk = await SmallDisk.MountAsync(Cancellation);
        await using var world = await CredentialWorld.StartAsync();
        Directory.CreateDirectory(disk.Directory);
        Directory.CreateSymbolicLink(world.Tokens, disk.Directory);
        world.Configure("jira");
        await world.SignedInAsync(File, left: 600);
        var before = world.TextOf(File, "access_token");
        disk.Fill();
        await using var watch = new Watch(world);

        await watch.NextRoundAsync();
        Assert.Equal((before, 0), (world.TextOf(File, "access_token"), world.Provider.Refreshes));
        Assert.Contains("make room", watch.Log, StringComparison.Ordinal);

        disk.Free();
        await watch.NextRoundAsync();
        Verify(world, before);
        Assert.Equal(1, world.Provider.Refreshes);
    }

    private static async Task<CredentialWorld> WorldAsync(params string[] servers)
    {
        var world = await CredentialWorld.StartAsync();
        world.Configure(servers);
        foreach (var server in servers)
        {
            await world.SignedInAsync($"tracker-{server}-egress.json", left: 600);
        }

        return world;
    }

    /// <returns>The address until now.</returns>
    private static string PointAt(CredentialWorld world, string address)
    {
        var before = world.Cli.Variables["EGRESS_OAUTH_TOKEN_URL_1"];
        world.Cli.Variables["EGRESS_OAUTH_TOKEN_URL_1"] = address;
        return before;
    }

    private static void Verify(CredentialWorld world, string before)
    {
        var token = world.TextOf(File, "access_token");
        Assert.NotEqual(before, token);
        Assert.Equal("alice@provider", world.Provider.AccountOf("Bearer " + token));
        Assert.Empty(world.Provider.Problems);
    }

    /// <summary>The service while it watches; its pauses are ended by the test's clock.</summary>
    private sealed class Watch : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        private readonly CredentialWorld _world;
        private readonly RefreshRig _rig;
        private readonly Task _watching;
        private bool _isPaused;

        /// <param name="waitsForRound">False where the test itself lets the first round end.</param>
        public Watch(CredentialWorld world, bool waitsForRound = true)
        {
            _world = world;
            _rig = new(world);
            _isPaused = !waitsForRound;
            _watching = _rig.WatchAsync(_stop.Token);
        }

        public string Log => _rig.Log;

        public async Task RoundEndedAsync()
        {
            await _rig.PauseAsync(_stop.Token);
            _isPaused = true;
        }

        /// <summary>Lets the next round run to its end: the first one, when none has.</summary>
        public async Task NextRoundAsync()
        {
            if (_isPaused)
            {
                _world.Clock.Advance(Round);
            }

            await RoundEndedAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _watching);
            _rig.Dispose();
            _stop.Dispose();
        }
    }
}
