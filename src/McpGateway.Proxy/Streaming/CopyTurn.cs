namespace McpGateway.Proxy.Streaming;

/// <summary>
/// How much one body may be copied before others have their turn. Reading from a server that is quick completes at once, again and again:
/// without this a large body would hold its thread, and every connection that the thread serves, to its end.
/// </summary>
internal struct CopyTurn
{
    /// <summary>Some 50 µs of work.</summary>
    private const int Bytes = 128 * 1024;

    private int _used;

    /// <summary>To be awaited after so many bytes: completes at once, or behind all other work that waits in the thread pool.</summary>
    public ValueTask UseAsync(int count)
    {
        _used += count;
        if (_used < Bytes)
        {
            return ValueTask.CompletedTask;
        }

        _used = 0;
        return new(YieldAsync());
    }

    private static async Task YieldAsync() => await Task.Yield();
}
