using System.Collections.Concurrent;

namespace McpGateway.Proxy.Forwarding;

/// <summary>Reuses the token sources of exchanges that ended without being cancelled, with their timers.</summary>
internal sealed class CancellationPool(TimeProvider clock)
{
    private const int Kept = 1024;

    private readonly ConcurrentQueue<CancellationTokenSource> _free = new();
    private int _count;

    public CancellationTokenSource Rent()
    {
        if (_free.TryDequeue(out var source))
        {
            Interlocked.Decrement(ref _count);
            return source;
        }

        return new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
    }

    public void Return(CancellationTokenSource source)
    {
        if (source.TryReset() && Interlocked.Increment(ref _count) <= Kept)
        {
            _free.Enqueue(source);
            return;
        }

        source.Dispose();
    }
}
