using System.Diagnostics;

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
        using var service = Start(world);
        await world.Provider.RefreshArrived.Task.WaitAsync(Cancellation);

        using var kill = Process.Start("kill", ["-TERM", $"{service.Id}"]);
        await kill.WaitForExitAsync(Cancellation);

        // The answer is awaited, for longer than others are given.
        await Assert.ThrowsAsync<TimeoutException>(() => service.WaitForExitAsync(Cancellation).WaitAsync(Longer, Cancellation));
        world.Provider.Gate!.SetResult();
        await service.WaitForExitAsync(Cancellation);

        Assert.Equal(130, service.ExitCode);
        Verify(world);
    }

    [Fact]
    public async Task Watch_ReplacedWhileTheProviderAnswers_IsEndedAfterTheTokenIsInItsFile()
    {
        await using var world = await WorldAsync();
        using var first = Start(world);
        await world.Provider.RefreshArrived.Task.WaitAsync(Cancellation);

        using var second = Start(world, "--interval", "3600");
        await Assert.ThrowsAsync<TimeoutException>(() => first.WaitForExitAsync(Cancellation).WaitAsync(Longer, Cancellation));
        world.Provider.Gate!.SetResult();
        await first.WaitForExitAsync(Cancellation);

        Verify(world);
        await EndAsync(second);
    }

    /// <summary>The token that is lost with the process is lost. The old file was never touched, and what it left behind goes.</summary>
    [Fact]
    public async Task Watch_KilledWhileTheProviderAnswers_LeavesTheFileAndItsRemainsAreRemoved()
    {
        await using var world = await WorldAsync();
        var before = world.TextOf(File, "access_token");
        using var service = Start(world);
        await world.Provider.RefreshArrived.Task.WaitAsync(Cancellation);

        await EndAsync(service);
        Assert.Equal(before, world.TextOf(File, "access_token"));
        Assert.Single(Directory.EnumerateFiles(world.Tokens, "*.next"));

        world.Provider.Gate!.SetResult();
        using var next = Start(world, "--once");
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

    private static Process Start(CredentialWorld world, params string[] options)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "mcpgw.dll");
        var mode = options.Contains("--once") ? Array.Empty<string>() : ["--watch"];
        var start = new ProcessStartInfo("dotnet", [program, "credentials", "refresh", "--force", .. mode, .. options])
        {
            WorkingDirectory = world.Cli.Home,
        };
        start.Environment["HOME"] = world.Cli.Home;
        foreach (var (name, value) in world.Cli.Variables)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private static void Verify(CredentialWorld world) =>
        Assert.Equal("alice@provider", world.Provider.AccountOf("Bearer " + world.TextOf(File, "access_token")));

    private static async Task EndAsync(Process process)
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(Cancellation);
    }
}
