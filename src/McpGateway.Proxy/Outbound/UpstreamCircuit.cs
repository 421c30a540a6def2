using McpGateway.Proxy.Admission;

namespace McpGateway.Proxy.Outbound;

/// <summary>
/// What the data plane knows of one server: who has how much of it, and the circuit breaker. Failures are counted by caller: whose calls
/// keep failing is left out for a moment, and only when several callers fail, with no success of anybody's between, everybody is. As long
/// as nothing fails, a call costs one read.
/// </summary>
#pragma warning disable CA1001 // exchanges keep it as long as they run, and its source has neither a timer nor a wait handle to free
internal sealed class UpstreamCircuit(ProxyOptions options, TimeProvider clock)
#pragma warning restore CA1001
{
    /// <summary>Callers whose failures are remembered.</summary>
    private const int MaxCells = 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Cell> _cells = new(StringComparer.Ordinal);
    private CancellationTokenSource _closed = new();
    private bool _isTroubled;
    private int _generation = 1;
    private int _broken;
    private long _openUntil;

    public FairShare Calls { get; } = new(options.MaxConcurrentPerServer);

    public FairShare Streams { get; } = new(options.MaxStreamsPerServer);

    /// <summary>Cancelled when the server is switched off or removed: what runs on it ends.</summary>
    public CancellationToken Closed => Volatile.Read(ref _closed).Token;

    /// <summary>Whether it is open at the moment, for some caller or for all.</summary>
    public bool IsOpen
    {
        get
        {
            if (!Volatile.Read(ref _isTroubled))
            {
                return false;
            }

            lock (_lock)
            {
                var now = clock.GetTimestamp();
                return _openUntil > now || _cells.Values.Any(cell => cell.OpenUntil > now);
            }
        }
    }

    public void Close()
    {
        var closed = Interlocked.Exchange(ref _closed, new CancellationTokenSource());
        closed.Cancel();
    }

    public CircuitState TryEnter(string caller, out TimeSpan retryAfter)
    {
        retryAfter = default;
        return Volatile.Read(ref _isTroubled) ? TryEnterTroubled(caller, out retryAfter) : CircuitState.Entered;
    }

    public void Succeeded(string caller)
    {
        if (!Volatile.Read(ref _isTroubled))
        {
            return;
        }

        lock (_lock)
        {
            // The server works: what others met with is theirs alone.
            _cells.Remove(caller);
            _generation++;
            _broken = 0;
            _openUntil = 0;
            Volatile.Write(ref _isTroubled, _cells.Count > 0);
        }
    }

    /// <summary>For this caller, the server could not be reached, did not answer in time, or said that it is unavailable.</summary>
    public void Failed(string caller)
    {
        lock (_lock)
        {
            Volatile.Write(ref _isTroubled, true);
            var cell = CellOf(caller);
            cell.IsProbing = false;
            if (++cell.Failures < options.FailuresToBreak)
            {
                return;
            }

            var until = clock.GetTimestamp() + Ticks(options.BreakDuration);
            cell.OpenUntil = until;
            _broken += cell.BrokeIn == _generation ? 0 : 1;
            cell.BrokeIn = _generation;
            if (_broken >= options.CallersToBreak)
            {
                _openUntil = until;
            }
        }
    }

    /// <summary>The exchange ended without a verdict, because its client left: if it was a probe, it was none.</summary>
    public void Left(string caller)
    {
        if (Volatile.Read(ref _isTroubled))
        {
            lock (_lock)
            {
                if (_cells.TryGetValue(caller, out var cell) && cell.IsProbing)
                {
                    (cell.IsProbing, cell.OpenUntil) = (false, cell.WasOpenUntil);
                }
            }
        }
    }

    private CircuitState TryEnterTroubled(string caller, out TimeSpan retryAfter)
    {
        retryAfter = default;
        lock (_lock)
        {
            var cell = _cells.GetValueOrDefault(caller);
            var until = Math.Max(cell?.OpenUntil ?? 0, _openUntil);
            if (until == 0)
            {
                return CircuitState.Entered;
            }

            var now = clock.GetTimestamp();
            if (now < until)
            {
                retryAfter = clock.GetElapsedTime(now, until);
                return CircuitState.Open;
            }

            // Half-open. Each caller has a probe of its own, so that nobody can hold up the others by what becomes of his.
            cell ??= CellOf(caller);
            (cell.IsProbing, cell.WasOpenUntil, cell.OpenUntil) = (true, until, now + Ticks(options.BreakDuration));
            return CircuitState.Entered;
        }
    }

    private Cell CellOf(string caller)
    {
        if (_cells.TryGetValue(caller, out var known))
        {
            return known;
        }

        if (_cells.Count >= MaxCells)
        {
            _cells.Clear();
        }

        return _cells[caller] = new Cell();
    }

    private long Ticks(TimeSpan time) => (long)(time.TotalSeconds * clock.TimestampFrequency);

    private sealed class Cell
    {
        public int Failures;
        public int BrokeIn;
        public bool IsProbing;
        public long OpenUntil;
        public long WasOpenUntil;
    }
}

internal enum CircuitState
{
    Entered,
    Open,
}
