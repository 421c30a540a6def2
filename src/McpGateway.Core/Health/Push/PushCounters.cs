using System.Collections.Concurrent;

namespace McpGateway.Core.Health.Push;

/// <summary>The open sockets and what became of them. Written by each socket, read by the statistics endpoint.</summary>
internal sealed class PushCounters
{
    private readonly ConcurrentDictionary<CoalescingQueue, string> _open = new();
    private long _broadcasts;
    private long _failedSends;
    private long _failedConnections;

    public int Active => _open.Count;

    public int Pending => _open.Keys.Sum(mailbox => mailbox.Count);

    public long Broadcasts => Interlocked.Read(ref _broadcasts);

    public long FailedSends => Interlocked.Read(ref _failedSends);

    public long FailedConnections => Interlocked.Read(ref _failedConnections);

    /// <summary>A user has at most half of what the others leave, so that nobody has all of them.</summary>
    /// <returns>False when there are <paramref name="max"/> already, or the user has a full share.</returns>
    public bool TryOpen(CoalescingQueue mailbox, string subject, int max)
    {
        lock (_open)
        {
            var mine = _open.Values.Count(owner => owner == subject);
            var left = max - (_open.Count - mine);
            if (_open.Count < max && mine < Math.Max(1, (left + 1) / 2))
            {
                return _open.TryAdd(mailbox, subject);
            }
        }

        Interlocked.Increment(ref _failedConnections);
        return false;
    }

    public void Close(CoalescingQueue mailbox) => _open.TryRemove(mailbox, out _);

    public void CountBroadcast() => Interlocked.Increment(ref _broadcasts);

    public void CountFailedSend() => Interlocked.Increment(ref _failedSends);
}
