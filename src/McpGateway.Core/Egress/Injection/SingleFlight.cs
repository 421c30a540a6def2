namespace McpGateway.Core.Egress.Injection;

/// <summary>Any number of callers who want the same work done at the same time get it done once.</summary>
internal sealed class SingleFlight<T>
{
    private readonly Lock _gate = new();
    private Task<T>? _running;

    /// <param name="work">Must not throw. Started only when none is under way; no caller's going away ends it.</param>
    public Task<T> RunAsync(Func<Task<T>> work)
    {
        lock (_gate)
        {
            return _running ??= Start(work);
        }
    }

    private async Task<T> Start(Func<Task<T>> work)
    {
        // Leaves the lock before the work begins: some of it completes at once.
        await Task.Yield();
        try
        {
            return await work();
        }
        finally
        {
            lock (_gate)
            {
                _running = null;
            }
        }
    }
}
