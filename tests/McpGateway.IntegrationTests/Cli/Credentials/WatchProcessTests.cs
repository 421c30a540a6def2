using System.Diagnostics;
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
        using var first = Start(directory);
        await WatchingAsync(first);

        using var second = Start(directory, "--no-kill");
        var refusal = await second.StandardError.ReadToEndAsync(Cancellation);
        await second.WaitForExitAsync(Cancellation);
        var firstHasEnded = first.HasExited;
        using var third = Start(directory);
        await WatchingAsync(third);
        await first.WaitForExitAsync(Cancellation);
        third.Kill();
        await third.WaitForExitAsync(Cancellation);

        Assert.False(firstHasEnded);
        Assert.Equal(1, second.ExitCode);
        Assert.Contains($"is watched by another process already ({first.Id})", refusal);
    }

    private static async Task WatchingAsync(Process process)
    {
        while (await process.StandardError.ReadLineAsync(Cancellation) is { } line)
        {
            if (line.Contains("INFO watching", StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail("It ended.");
    }

    private static Process Start(TemporaryDirectory directory, params string[] options)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "mcpgw.exe" : "mcpgw"))
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = directory.Path,
        };
        foreach (var argument in (string[])["credentials", "refresh", "--watch", "--oauth-dir", directory.Path, .. options])
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }
}
