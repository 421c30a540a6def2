namespace McpGateway.Core.Scanning.Pipeline;

/// <summary>
/// Paths that wait for a scan, each once, oldest first. Bounded: what does not fit is not lost, because what is due is read from the store
/// again when the queue has run empty.
/// </summary>
internal sealed class ScanQueue(int capacity, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<QueuedScan> _order = new();
    private readonly Dictionary<string, LinkedListNode<QueuedScan>> _places = new(StringComparer.Ordinal);
    private TaskCompletionSource _arrival = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when something comes in. To be read before the queue is looked into.</summary>
    public Task Arrival
    {
        get
        {
            lock (_lock)
            {
                return _arrival.Task;
            }
        }
    }

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _order.Count;
            }
        }
    }

    /// <summary>Whether something did not fit since this was last asked.</summary>
    public bool HasOverflowed
    {
        get
        {
            lock (_lock)
            {
                (var had, field) = (field, false);
                return had;
            }
        }

        private set;
    }

    public void Put(string path, string trigger)
    {
        lock (_lock)
        {
            if (!_places.ContainsKey(path))
            {
                if (_order.Count >= capacity)
                {
                    HasOverflowed = true;
                    return;
                }

                _places[path] = _order.AddLast(new QueuedScan(path, trigger, time.GetUtcNow()));
            }

            _arrival.TrySetResult();
        }
    }

    public QueuedScan? Take()
    {
        lock (_lock)
        {
            if (_order.First is not { } first)
            {
                _arrival = _arrival.Task.IsCompleted ? new(TaskCreationOptions.RunContinuationsAsynchronously) : _arrival;
                return null;
            }

            _order.RemoveFirst();
            _places.Remove(first.Value.Path);
            return first.Value;
        }
    }

    /// <summary>What has waited since before a time.</summary>
    public IReadOnlyList<QueuedScan> WaitingSince(DateTimeOffset at)
    {
        lock (_lock)
        {
            return [.. _order.Where(entry => entry.Since <= at)];
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _order.Clear();
            _places.Clear();
        }
    }
}

/// <summary>A path that waits.</summary>
internal sealed record QueuedScan(string Path, string Trigger, DateTimeOffset Since);
