using System.Threading.Channels;

namespace McpGateway.Core.Health.Push;

/// <summary>
/// The servers that changed since one client was told. A server that changes twice is in it once, so it never outgrows the registry.
/// </summary>
internal sealed class CoalescingQueue
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);
    private readonly Channel<bool> _filled = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _keys.Count;
            }
        }
    }

    public void Post(string key)
    {
        lock (_gate)
        {
            _keys.Add(key);
        }

        _filled.Writer.TryWrite(true);
    }

    /// <summary>Waits until something is in it.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        while (Count == 0)
        {
            await _filled.Reader.ReadAsync(cancellationToken);
        }
    }

    public IReadOnlyList<string> Take(int max)
    {
        lock (_gate)
        {
            var taken = _keys.Take(max).ToArray();
            _keys.ExceptWith(taken);
            return taken;
        }
    }
}
