using Microsoft.Extensions.Options;

namespace McpGateway.Core.Health.Checks;

/// <summary>
/// When each server is checked next. The change handler puts servers in, the monitor takes those that are due. No clock runs here: the
/// caller says what time it is.
/// </summary>
internal sealed class CheckSchedule(IOptions<HealthOptions> options, Func<double> random)
{
    private const double Jitter = 0.1;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Plan> _plans = new(StringComparer.Ordinal);
    private readonly PriorityQueue<(string Key, long Ticket), DateTimeOffset> _queue = new();
    private long _ticket;
    private TaskCompletionSource _earlier = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _plans.Count;
            }
        }
    }

    /// <summary>Completes when something was put in that may be due before what was due next.</summary>
    public Task Earlier
    {
        get
        {
            lock (_gate)
            {
                return _earlier.Task;
            }
        }
    }

    public DateTimeOffset? NextDue
    {
        get
        {
            lock (_gate)
            {
                DropStale();
                return _queue.TryPeek(out _, out var due) ? due : null;
            }
        }
    }

    /// <summary>Plans a check at <paramref name="due"/>, in place of what was planned.</summary>
    public void Put(string key, DateTimeOffset due)
    {
        lock (_gate)
        {
            Enqueue(key, due, _plans.TryGetValue(key, out var plan) ? plan.Failures : 0);
        }
    }

    /// <summary>Ends the planning for a server that was taken and turned out to be gone, unless it was put in again meanwhile.</summary>
    public void Forget(string key)
    {
        lock (_gate)
        {
            if (_plans.TryGetValue(key, out var plan) && plan.Ticket == 0)
            {
                _plans.Remove(key);
            }
        }
    }

    /// <summary>Takes one server that is due. It stays unplanned until <see cref="Done"/> or <see cref="Put"/>.</summary>
    public string? TakeDue(DateTimeOffset now)
    {
        lock (_gate)
        {
            DropStale();
            if (!_queue.TryPeek(out var first, out var due) || due > now)
            {
                return null;
            }

            _queue.Dequeue();
            _plans[first.Key] = _plans[first.Key] with { Ticket = 0 };
            return first.Key;
        }
    }

    /// <summary>Plans the next check after one that ended, unless a newer plan or the removal of the server came first.</summary>
    public void Done(string key, bool isHealthy, DateTimeOffset now)
    {
        lock (_gate)
        {
            if (_plans.TryGetValue(key, out var plan) && plan.Ticket == 0)
            {
                var failures = isHealthy ? 0 : plan.Failures + 1;
                Enqueue(key, now + NextDelay(failures), failures);
            }
        }
    }

    /// <summary>
    /// A failing server is looked at sooner, then less and less often; the jitter keeps servers from being checked in step.
    /// </summary>
    internal TimeSpan NextDelay(int failures)
    {
        var interval = options.Value.Interval;
        var delay = failures is 0 or > 16
            ? interval
            : TimeSpan.FromTicks(Math.Min(interval.Ticks, options.Value.RetryInterval.Ticks << (failures - 1)));
        return delay * (1 - Jitter + (2 * Jitter * random()));
    }

    private void Enqueue(string key, DateTimeOffset due, int failures)
    {
        var ticket = ++_ticket;
        _plans[key] = new(ticket, failures);
        DropStale();
        var isEarlier = !_queue.TryPeek(out _, out var next) || due < next;
        _queue.Enqueue((key, ticket), due);
        if (isEarlier)
        {
            // Also at the end of a check: while all are in flight nothing is planned, and whoever waits does not know until when.
            _earlier.TrySetResult();
            _earlier = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private void DropStale()
    {
        while (_queue.TryPeek(out var first, out _) && !(_plans.TryGetValue(first.Key, out var plan) && plan.Ticket == first.Ticket))
        {
            _queue.Dequeue();
        }
    }

    /// <param name="Ticket">The entry of the queue that counts; 0 while the check runs.</param>
    private readonly record struct Plan(long Ticket, int Failures);
}
