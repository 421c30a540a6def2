using System.Collections.Concurrent;

namespace McpGateway.Core.Health.Push;

/// <summary>The open sockets and what became of them. Written by each socket, read by the statistics endpoint.</summary>
internal sealed class PushCounters
{
    private readonly ConcurrentDictionary<CoalescingQueue, byte> _open = new();
    private long _broadcasts;
    private long _failedSends;
    private long _failedConnections;

    public int Active => _open.Count;

    public int Pending => _open.Keys.Sum(mailbox => mailbox.Count);

    public long Broadcasts => Interlocked.Read(ref _broadcasts);

    public long FailedSends => Interlocked.Read(ref _failedSends);

    public long FailedConnections => Interlocked.Read(ref _failedConnections);

    /// <returns>False when there are <paramref name="max"/> already.</returns>
    public bool TryOpen(CoalescingQueue mailbox, int max)
    {
        _open.TryAdd(mailbox, 0);
        if (_open.Count <= max)
        {
            return true;
        }

        _open.TryRemove(mailbox, out _);
        Interlocked.Increment(ref _failedConnections);
        return false;
    }

    public void Close(CoalescingQueue mailbox) => _open.TryRemove(mailbox, out _);

    public void CountBroadcast() => Interlocked.Increment(ref _broadcasts);

    public void CountFailedSend() => Interlocked.Increment(ref _failedSends);
}
