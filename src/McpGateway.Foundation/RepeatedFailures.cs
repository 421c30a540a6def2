namespace McpGateway.Foundation;

/// <summary>
/// Keeps a failure that goes on from filling the log: the first is told, then one a minute. Any thread may ask.
/// </summary>
public sealed class RepeatedFailures(TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private long _toldAt;
    private bool _isFailing;
    private long _untold;

    /// <param name="untold">How many failures were not told since the last one that was.</param>
    public bool ShouldTell(out long untold)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            if (_isFailing && time.GetElapsedTime(_toldAt, now) < Interval)
            {
                untold = ++_untold;
                return false;
            }

            (untold, _untold) = (_untold, 0);
            (_isFailing, _toldAt) = (true, now);
            return true;
        }
    }

    /// <summary>It worked: the next failure is told at once.</summary>
    /// <returns>Whether it had failed before.</returns>
    public bool Ended()
    {
        if (!Volatile.Read(ref _isFailing))
        {
            return false;
        }

        lock (_lock)
        {
            var was = _isFailing;
            (_isFailing, _untold) = (false, 0);
            return was;
        }
    }
}
