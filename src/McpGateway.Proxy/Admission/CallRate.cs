using System.Collections.Concurrent;

namespace McpGateway.Proxy.Admission;

/// <summary>
/// So many requests a minute of one caller, spread evenly, with a tenth of them at once (the generic cell rate algorithm, ITU-T I.371).
/// </summary>
internal sealed class CallRate(int perMinute, TimeProvider clock)
{
    private const int Kept = 10_000;

    private readonly ConcurrentDictionary<string, Cell> _cells = new(StringComparer.Ordinal);
    private readonly long _interval = perMinute > 0 ? Math.Max(1, clock.TimestampFrequency * 60 / perMinute) : 0;
    private readonly int _burst = Math.Max(1, perMinute / 10);

    /// <returns>How long to wait; zero when the request may go on.</returns>
    public TimeSpan Take(string caller)
    {
        if (_interval == 0)
        {
            return TimeSpan.Zero;
        }

        var now = clock.GetTimestamp();
        if (!_cells.TryGetValue(caller, out var cell))
        {
            Forget(now);
            cell = _cells.GetOrAdd(caller, static _ => new Cell());
        }

        while (true)
        {
            var due = Volatile.Read(ref cell.Due);
            var start = Math.Max(due, now);
            if (start - now > _interval * (_burst - 1))
            {
                return clock.GetElapsedTime(now, start - (_interval * (_burst - 1)));
            }

            if (Interlocked.CompareExchange(ref cell.Due, start + _interval, due) == due)
            {
                return TimeSpan.Zero;
            }
        }
    }

    private void Forget(long now)
    {
        if (_cells.Count < Kept)
        {
            return;
        }

        foreach (var pair in _cells)
        {
            if (Volatile.Read(ref pair.Value.Due) <= now)
            {
                _cells.TryRemove(pair);
            }
        }
    }

    private sealed class Cell
    {
        public long Due;
    }
}
