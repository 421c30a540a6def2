namespace McpGateway.Proxy.Outbound;

/// <summary>
/// Bulkhead and circuit breaker of one server: how many exchanges are open, and whether it may be tried at all. Lock-free; written by every
/// exchange of the route.
/// </summary>
internal sealed class UpstreamCircuit(ProxyOptions options, TimeProvider clock)
{
    private int _active;
    private int _failures;
    private long _openUntil;

    public Admission TryEnter(out TimeSpan retryAfter)
    {
        retryAfter = default;
        var openUntil = Volatile.Read(ref _openUntil);
        if (openUntil != 0)
        {
            var now = clock.GetTimestamp();
            if (now < openUntil)
            {
                retryAfter = clock.GetElapsedTime(now, openUntil);
                return Admission.CircuitOpen;
            }

            // Half-open: whoever moves the time forward is the probe; the others wait for its result.
            if (Interlocked.CompareExchange(ref _openUntil, now + Ticks(options.BreakDuration), openUntil) != openUntil)
            {
                retryAfter = options.BreakDuration;
                return Admission.CircuitOpen;
            }
        }

        if (Interlocked.Increment(ref _active) > options.MaxConcurrentPerServer)
        {
            Interlocked.Decrement(ref _active);
            retryAfter = TimeSpan.FromSeconds(1);
            return Admission.Full;
        }

        return Admission.Entered;
    }

    public void Leave() => Interlocked.Decrement(ref _active);

    public void Succeeded()
    {
        if (Volatile.Read(ref _failures) != 0 || Volatile.Read(ref _openUntil) != 0)
        {
            Volatile.Write(ref _failures, 0);
            Volatile.Write(ref _openUntil, 0);
        }
    }

    /// <summary>The server could not be reached, did not answer in time, or said that it is unavailable.</summary>
    public void Failed()
    {
        if (Interlocked.Increment(ref _failures) >= options.FailuresToBreak)
        {
            Volatile.Write(ref _openUntil, clock.GetTimestamp() + Ticks(options.BreakDuration));
        }
    }

    private long Ticks(TimeSpan time) => (long)(time.TotalSeconds * clock.TimestampFrequency);
}

internal enum Admission
{
    Entered,
    CircuitOpen,
    Full,
}
