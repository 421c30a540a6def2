using McpGateway.Cli.Running;
using McpGateway.IntegrationTests.Storage.Faults;
using McpGateway.Tests.Cli;

namespace McpGateway.IntegrationTests.Cli.Credentials;

/// <summary>The token refresh service at a real OAuth server: what goes wrong costs no token that works.</summary>
public sealed class RefreshTests
{
    private const string File = "tracker-jira-egress.json";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Refresh_FiftyServersNearTheirEnd_RefreshesEachOnce()
    {
        await using var world = await CredentialWorld.StartAsync();
        var servers = Enumerable.Range(1, 50).Select(i => $"server{i}").ToArray();
        world.Configure(servers);
        foreach (var server in servers)
        {
            await world.SignedInAsync($"tracker-{server}-egress.json", left: 600);
        }

        var first = await world.Cli.RunAsync("credentials", "refresh", "--once");
        var second = await world.Cli.RunAsync("credentials", "refresh", "--once");

        Assert.Equal((0, 0), (first.ExitCode, second.ExitCode));
        Assert.Equal(50, world.Provider.Refreshes);
        Assert.Empty(world.Provider.Problems);
        Assert.All(servers, server =>
        {
            var file = $"tracker-{server}-egress.json";
            Assert.Equal("alice@provider", world.Provider.AccountOf("Bearer " + world.TextOf(file, "access_token")));
            Assert.Equal(world.Now + 3600, world.Read(file)["expires_at"]!.GetValue<long>());
            PrivateModes.Verify(Path.Combine(world.Tokens, file));
        });
        Assert.Equal(world.TextOf("tracker-server1-egress.json", "access_token"), world.TextOf("egress.json", "access_token"));
        Assert.DoesNotContain(Directory.EnumerateFiles(world.Tokens), static file => Path.GetExtension(file) is ".tmp" or ".next");
    }

    /// <summary>The provider has ended the old token with its answer: whoever stops meanwhile takes the answer along.</summary>
    [Fact]
    public async Task Refresh_StoppedWhileTheProviderAnswers_KeepsWhatItAnswers()
    {
        await using var world = await CredentialWorld.StartAsync();
        world.Configure("jira");
        await world.SignedInAsync(File, left: 600);
        world.Provider.Gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using var refresher = new RefreshRig(world);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        var watching = refresher.WatchAsync(stop.Token);
        await world.Provider.RefreshArrived.Task.WaitAsync(Cancellation);
        await stop.CancelAsync();
        world.Provider.Gate.SetResult();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watching);

        Assert.Equal("alice@provider", world.Provider.AccountOf("Bearer " + world.TextOf(File, "access_token")));
    }

    /// <summary>Tokens that are in memory alone: nobody spends the refresh tokens of their files a second time.</summary>
    [Fact]
    public async Task Refresh_TokenWaitsToBeWritten_KeepsOthersOutAndIsWrittenAtTheEnd()
    {
        await using var world = await CredentialWorld.StartAsync();
        world.Configure("jira");
        await world.SignedInAsync(File, left: 600);
        var aside = world.Tokens + "-aside";
        world.Provider.Gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using (var refresher = new RefreshRig(world))
        {
            var round = refresher.RunAsync();
            await world.Provider.RefreshArrived.Task.WaitAsync(Cancellation);
            Directory.Move(world.Tokens, aside);
            world.Provider.Gate.SetResult();
            Assert.False(await round);
            Directory.Move(aside, world.Tokens);

            Assert.Throws<IOException>(() => new FileStream(
                Path.Combine(world.Tokens, ".lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose());
        }

        Assert.Equal("alice@provider", world.Provider.AccountOf("Bearer " + world.TextOf(File, "access_token")));
    }

    [Theory]
    [InlineData(3599, 1, 3600, false)]
    [InlineData(1801, 1799, 3600, false)]
    [InlineData(1799, 1801, 3600, true)]
    [InlineData(601, 3000, 600, false)]
    [InlineData(599, 3000, 600, true)]
    [InlineData(-5, 3605, 0, true)]
    public async Task Refresh_ByTimeLeft_RefreshesWhatIsDue(int left, int age, int buffer, bool isRefreshed)
    {
        await using var world = await CredentialWorld.StartAsync();
        world.Configure("jira");
        await world.SignedInAsync(File, left, age);

        await world.Cli.RunAsync("credentials", "refresh", "--buffer", $"{buffer}");

        Assert.Equal(isRefreshed ? 1 : 0, world.Provider.Refreshes);
    }

    [Fact]
    public async Task Refresh_ExpiredRefreshToken_KeepsTheFileTellsTheUserAndRenewsTheOthers()
    {
        await using var world = await CredentialWorld.StartAsync();
        world.Configure("jira", "wiki");
        await world.SignedInAsync(File, left: 600);
        world.Provider.EndGrants();
        await world.SignedInAsync("tracker-wiki-egress.json", left: 600);
        var before = world.Read(File);
        using var refresher = new RefreshRig(world);

        Assert.False(await refresher.RunAsync());
        Assert.False(await refresher.RunAsync());

        Assert.Equal(before.ToJsonString(), world.Read(File).ToJsonString());
        Assert.Equal(world.Now + 3600, world.Read("tracker-wiki-egress.json")["expires_at"]!.GetValue<long>());
        Assert.Contains("mcpgw credentials generate --egress-only --provider tracker", refresher.Log);

        // Sent once: a provider may block who tries a dead token again and again.
        Assert.Equal(2, world.Provider.Refreshes);
    }

    [Fact]
    public async Task Refresh_ProviderIsDown_KeepsTheFileAndRenewsItLater()
    {
        await using var world = await CredentialWorld.StartAsync();
        world.Configure("jira");
        await world.SignedInAsync(File, left: 600);
        var before = world.TextOf(File, "access_token");
        world.Provider.IsDown = true;
        using var refresher = new RefreshRig(world);

        Assert.False(await refresher.RunAsync());
        var during = world.TextOf(File, "access_token");
        world.Provider.IsDown = false;
        Assert.True(await refresher.RunAsync());

        Assert.Equal(before, during);
        Assert.NotEqual(before, world.TextOf(File, "access_token"));
        Assert.Contains("answered 503; it stays, and is tried again", refresher.Log);
    }

    [Fact]
    public async Task Refresh_DiskIsFull_SpendsNoRefreshTokenAndRenewsWhenThereIsRoom()
    {
        await using var disk = await SmallDisk.MountAsync(Cancellation);
        await using var world = await CredentialWorld.StartAsync();
        world.Configure("jira");
        Directory.CreateDirectory(disk.Directory);
        Directory.CreateSymbolicLink(world.Tokens, disk.Directory);
        await world.SignedInAsync(File, left: 600);
        var before = world.TextOf(File, "access_token");
        using var refresher = new RefreshRig(world);
        disk.Fill();

        Assert.False(await refresher.RunAsync());
        var during = (world.TextOf(File, "access_token"), world.Provider.Refreshes);
        disk.Free();
        Assert.True(await refresher.RunAsync());

        Assert.Equal((before, 0), during);
        Assert.Equal(1, world.Provider.Refreshes);
        Assert.NotEqual(before, world.TextOf(File, "access_token"));
        Assert.Empty(world.Provider.Problems);
    }

    [Fact]
    public async Task Refresh_FileCannotBeReplacedAfterAll_KeepsTheTokenAndWritesItLater()
    {
        await using var world = await CredentialWorld.StartAsync();
        world.Configure("jira");
        await world.SignedInAsync(File, left: 600);
        var aside = world.Tokens + "-aside";
        world.Provider.Gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using var refresher = new RefreshRig(world);

        var first = refresher.RunAsync();
        await world.Provider.RefreshArrived.Task.WaitAsync(Cancellation);
        Directory.Move(world.Tokens, aside);
        world.Provider.Gate.SetResult();
        Assert.False(await first);
        Directory.Move(aside, world.Tokens);
        Assert.True(await refresher.RunAsync());

        Assert.Equal(1, world.Provider.Refreshes);
        Assert.Equal("alice@provider", world.Provider.AccountOf("Bearer " + world.TextOf(File, "access_token")));
        Assert.Contains($"{File}: written now", refresher.Log);
    }

    [Fact]
    public async Task Refresh_NoEgressFile_AsksNobody()
    {
        await using var world = await CredentialWorld.StartAsync();
        world.Configure("jira");

        var result = await world.Cli.RunAsync("credentials", "refresh");

        Assert.Equal((0, 0, ""), (result.ExitCode, world.Provider.Refreshes, result.Error));
    }

    [Fact]
    public async Task Watch_UntilStopped_RefreshesWhenATokenIsDue()
    {
        await using var world = await CredentialWorld.StartAsync();
        world.Configure("jira");
        await world.SignedInAsync(File, left: 3600, age: 0);
        using var refresher = new RefreshRig(world);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        var watching = refresher.WatchAsync(stop.Token);
        await refresher.PauseAsync(stop.Token);
        var beforeIsDue = world.Provider.Refreshes;
        world.Clock.Advance(TimeSpan.FromMinutes(20));
        await refresher.PauseAsync(stop.Token);
        world.Clock.Advance(TimeSpan.FromMinutes(11));
        await refresher.PauseAsync(stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watching);

        Assert.Equal((0, 1), (beforeIsDue, world.Provider.Refreshes));
        Assert.Contains("INFO tracker-jira-egress.json: renewed, until ", refresher.Log);
    }

    [Theory]
    [InlineData("--interval", "0")]
    [InlineData("--interval", "86401")]
    [InlineData("--buffer", "-1")]
    [InlineData("--buffer", "604801")]
    public async Task Refresh_LimitsOutOfRange_IsAMisuse(string option, string value)
    {
        await using var world = await CredentialWorld.StartAsync();

        var result = await world.Cli.RunAsync("credentials", "refresh", $"{option}={value}");

        Assert.Equal(ExitCodes.Misused, result.ExitCode);
        Assert.Contains("must be from", result.Error);
    }
}
