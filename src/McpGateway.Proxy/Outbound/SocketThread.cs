namespace McpGateway.Proxy.Outbound;

/// <summary>
/// The data plane runs on the threads that read the sockets: a call then costs no change of thread between client and upstream. Everything
/// that may compute or block for longer leaves them first, because a socket thread that waits holds up every connection it serves.
/// </summary>
public static class SocketThread
{
    /// <summary>Whether the current thread must not be held up. Socket threads are not part of the thread pool.</summary>
    public static bool IsCurrent => !Thread.CurrentThread.IsThreadPoolThread;

    /// <summary>Goes on in the thread pool; completes at once when already there.</summary>
    public static async ValueTask LeaveAsync()
    {
        if (IsCurrent)
        {
            await Task.Yield();
        }
    }
}
