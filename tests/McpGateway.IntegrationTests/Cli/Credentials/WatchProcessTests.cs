using McpGateway.Tests.Storage;

namespace McpGateway.IntegrationTests.Cli.Credentials;

/// <summary>The program itself, twice on one directory.</summary>
public sealed class WatchProcessTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Watch_WhileAnotherProcessWatches_TakesItsPlaceUnlessToldNotTo()
    {
        using var directory = new TemporaryDirectory();
        await using var first = Start(directory);
        await WatchingAsync(first);

        await using var second = Start(directory, "--no-kill");
        var refused = await second.WaitForExitAsync(Cancellation);
        var firstHasEnded = first.HasExited;
        await using var third = Start(directory);
        await WatchingAsync(third);
        await first.WaitForExitAsync(Cancellation);

        Assert.False(firstHasEnded);
        Assert.Equal(1, refused);
        Assert.Contains($"is watched by another process already ({first.ProcessId})", string.Join('\n', second.Errors));
    }

    private static Task<string> WatchingAsync(ChildProcess process) => process.WaitForLineAsync(
        static line => line.Contains("INFO watching", StringComparison.Ordinal) ? line : null, Cancellation);

    private static ChildProcess Start(TemporaryDirectory directory, params string[] options) => ChildProcess.Start(
        Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "mcpgw.exe" : "mcpgw"),
        ["credentials", "refresh", "--watch", "--oauth-dir", directory.Path, .. options], directory: directory.Path);
}
