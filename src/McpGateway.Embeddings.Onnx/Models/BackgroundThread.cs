using System.Runtime.InteropServices;

namespace McpGateway.Embeddings.Onnx.Models;

/// <summary>Computes beside live traffic: on one thread of its own that gives way to every other.</summary>
internal static partial class BackgroundThread
{
    /// <summary>Nice value of the thread: a tenth of the share that others get while they want the processor.</summary>
    private const int Niceness = 10;

    public static Task<T> RunAsync<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() => Run(work, done)) { IsBackground = true, Name = "embedding", Priority = ThreadPriority.Lowest };
        thread.Start();
        return done.Task;
    }

    private static void Run<T>(Func<T> work, TaskCompletionSource<T> done)
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                // The runtime's priorities do nothing on Linux, where each thread has a nice value. A refusal costs politeness only.
                _ = SetPriority(which: 0, who: 0, Niceness);
            }

            done.SetResult(work());
        }
        catch (OperationCanceledException cancelled)
        {
            done.SetCanceled(cancelled.CancellationToken);
        }
#pragma warning disable CA1031 // who awaits gets it
        catch (Exception failure)
#pragma warning restore CA1031
        {
            done.SetException(failure);
        }
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetPriority(int which, int who, int priority);
}
