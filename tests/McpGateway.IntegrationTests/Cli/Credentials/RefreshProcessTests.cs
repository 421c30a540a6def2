namespace McpGateway.IntegrationTests.Cli.Credentials;

/// <summary>The service as a process that is told to stop, replaced or killed while the provider answers.</summary>
public sealed class RefreshProcessTests
{
    private const string File = "tracker-jira-egress.json";

    /// <summary>Longer than a command may take to stop that has nothing to lose (2 seconds).</summary>
    private static readonly TimeSpan Longer = TimeSpan.FromSeconds(4);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Watch_ToldToStopWhileTheProviderAnswers_StopsWithTheNewTokenInItsFile()
    {
        await using var world = await WorldAsync();
        await using var service = Start(world);
        await world.Provider.RefreshArrived.Task.WaitAsync(Cancellation);

        service.Signal("TERM");

        // The answer is awaited, for longer than others are given.
        await Assert.ThrowsAsync<TimeoutException>(() => service.WaitForExitAsync(Cancellation).WaitAsync(Longer, Cancellation));
        world.Provider.Gate!.SetResult();

        Assert.Equal(0, await service.WaitForExitAsync(Cancellation));
        Verify(world);
        Assert.False(System.IO.File.Exists(Path.Combine(world.Tokens, "token_refresher.pid")));
    }

    [Fact]
    public async Task Watch_ReplacedWhileTheProviderAnswers_IsEndedAfterTheTokenIsInItsFile()
    {
        await using var world = await WorldAsync();
        await using var first = Start(world);
        await world.Provider.RefreshArrived.Task.WaitAsync(Cancellation);

        await using var second = Start(world, "--interval", "3600");
        await Assert.ThrowsAsync<TimeoutException>(() => first.WaitForExitAsync(Cancellation).WaitAsync(Longer, Cancellation));
        world.Provider.Gate!.SetResult();
        await first.WaitForExitAsync(Cancellation);

        Verify(world);
    }

    /// <summary>The token that is lost with the process is lost. The old file was never touched, and what it left behind goes.</summary>
    [Fact]
    public async Task Watch_KilledWhileTheProviderAnswers_LeavesTheFileAndItsRemainsAreRemoved()
    {
        await using var world = await WorldAsync();
        var before = world.TextOf(File, "access_token");
        await using var service = Start(world);
        await world.Provider.RefreshArrived.Task.WaitAsync(Cancellation);

        await service.KillAsync(Cancellation);
        Assert.Equal(before, world.TextOf(File, "access_token"));
        Assert.Single(Directory.EnumerateFiles(world.Tokens, "*.next"));

        world.Provider.Gate!.SetResult();
        await using var next = Start(world, "--once");
        await next.WaitForExitAsync(Cancellation);
        Assert.Empty(Directory.EnumerateFiles(world.Tokens, "*.next"));
    }

    private static async Task<CredentialWorld> WorldAsync()
    {
        var world = await CredentialWorld.StartAsync();
        world.Configure("jira");
        await world.SignedInAsync(File, left: 600);
        world.Provider.Gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        return world;
    }

    private static ChildProcess Start(CredentialWorld world, params string[] options)
    {
        var environment = world.Cli.Variables.ToDictionary(
            static pair => pair.Key, static pair => (string?)pair.Value, StringComparer.Ordinal);
        environment["HOME"] = world.Cli.Home;
        string[] mode = options.Contains("--once") ? [] : ["--watch"];
        return ChildProcess.Start(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "mcpgw.dll"), "credentials", "refresh", "--force", .. mode, .. options],
            environment, world.Cli.Home);
    }

    private static void Verify(CredentialWorld world) =>
        Assert.Equal("alice@provider", world.Provider.AccountOf("Bearer " + world.TextOf(File, "access_token")));
}
