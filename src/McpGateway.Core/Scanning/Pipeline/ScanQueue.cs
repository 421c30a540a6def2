namespace McpGateway.Core.Scanning.Pipeline;

/// <summary>
/// Paths that wait for a scan, each once, oldest first. One whose scan is running waits for its end, so that it takes no other's place
/// among those that run. Bounded: what does not fit is not lost, because what is due is read from the store again when the queue has run
/// empty.
/// </summary>
internal sealed class ScanQueue(int capacity, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<QueuedScan> _order = new();
    private readonly Dictionary<string, LinkedListNode<QueuedScan>> _places = new(StringComparer.Ordinal);
    private readonly HashSet<string> _running = new(StringComparer.Ordinal);
    private TaskCompletionSource _arrival = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The oldest that <see cref="TakeOverdue"/> has not given out; null when there is none.</summary>
    private LinkedListNode<QueuedScan>? _untold;

    /// <summary>Ends when something comes in or may run. To be read before the queue is looked into.</summary>
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

                var place = _order.AddLast(new QueuedScan(path, trigger, time.GetUtcNow()));
                _places[path] = place;
                _untold ??= place;
            }

            if (!_running.Contains(path))
            {
                _arrival.TrySetResult();
            }
        }
    }

    /// <summary>The oldest whose scan is not running. It runs until <see cref="Done"/>. Null when there is none.</summary>
    public QueuedScan? Take()
    {
        lock (_lock)
        {
            for (var place = _order.First; place is not null; place = place.Next)
            {
                if (_running.Add(place.Value.Path))
                {
                    Remove(place);
                    return place.Value;
                }
            }

            _arrival = _arrival.Task.IsCompleted ? new(TaskCreationOptions.RunContinuationsAsynchronously) : _arrival;
            return null;
        }
    }

    /// <summary>Whether its scan was taken and has not ended.</summary>
    public bool IsRunning(string path)
    {
        lock (_lock)
        {
            return _running.Contains(path);
        }
    }

    public void Done(string path)
    {
        lock (_lock)
        {
            _running.Remove(path);
            if (_places.ContainsKey(path))
            {
                _arrival.TrySetResult();
            }
        }
    }

    /// <summary>What has waited since before a time, each once.</summary>
    public IReadOnlyList<QueuedScan> TakeOverdue(DateTimeOffset at)
    {
        lock (_lock)
        {
            var overdue = new List<QueuedScan>();
            for (; _untold is { } place && place.Value.Since <= at; _untold = place.Next)
            {
                overdue.Add(place.Value);
            }

            return overdue;
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _order.Clear();
            _places.Clear();
            _untold = null;
        }
    }

    private void Remove(LinkedListNode<QueuedScan> place)
    {
        _untold = _untold == place ? place.Next : _untold;
        _order.Remove(place);
        _places.Remove(place.Value.Path);
    }
}

/// <summary>A path that waits.</summary>
internal sealed record QueuedScan(string Path, string Trigger, DateTimeOffset Since);
