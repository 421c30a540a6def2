using System.Diagnostics;
using System.Runtime.InteropServices;

namespace McpGateway.Cli.Credentials.Refreshing;

/// <summary>Ends another process of this program: it is told to (SIGTERM), and killed only when it does not listen.</summary>
internal static partial class PoliteEnd
{
    private const int Terminate = 15;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Returns when the process is gone.</summary>
    public static async Task OfAsync(Process process, TimeProvider time, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows() || Kill(process.Id, Terminate) != 0)
        {
            process.Kill();
        }

        using var late = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            await process.WaitForExitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            process.Kill();
            await process.WaitForExitAsync(cancellationToken);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int process, int signal);
}
