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

    /// <summary>SIGINT as the terminal sends it; where the tests run in a shell's background it does not arrive.</summary>
    [Theory]
    [InlineData("TERM", 0)]
    [InlineData("INT", 130)]
    public async Task Watch_ToldToStop_EndsBySignalAndTakesItsNumberAway(string signal, int exitCode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are Unix.");
        using var directory = new TemporaryDirectory();
        await using var process = Start(directory);
        await WatchingAsync(process);
        var number = directory.File("token_refresher.pid");
        Assert.True(File.Exists(number));
        if (signal == "INT" && await IgnoresInterruptAsync(process.ProcessId))
        {
            Assert.Skip("SIGINT is ignored here.");
        }

        process.Signal(signal);

        Assert.Equal(exitCode, await process.WaitForExitAsync(Cancellation));
        Assert.False(File.Exists(number));
    }

    private static async Task<bool> IgnoresInterruptAsync(int process)
    {
        const int Interrupt = 2;
        var lines = await File.ReadAllLinesAsync($"/proc/{process}/status", Cancellation);
        var caught = Convert.ToUInt64(lines.Single(static line => line.StartsWith("SigCgt:", StringComparison.Ordinal))[7..].Trim(), 16);
        return (caught & (1UL << (Interrupt - 1))) == 0;
    }

    private static Task<string> WatchingAsync(ChildProcess process) => process.WaitForLineAsync(
        static line => line.Contains("INFO watching", StringComparison.Ordinal) ? line : null, Cancellation);

    private static ChildProcess Start(TemporaryDirectory directory, params string[] options) => ChildProcess.Start(
        Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "mcpgw.exe" : "mcpgw"),
        ["credentials", "refresh", "--watch", "--oauth-dir", directory.Path, .. options], directory: directory.Path);
}
