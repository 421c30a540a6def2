using McpGateway.Tests.Web;

namespace McpGateway.Tests.Foundation;

/// <summary>A clock whose timers and time stamps both stand still until the test moves them.</summary>
internal sealed class TimerTime : TimeProvider
{
    private readonly SteppedTime _inner = new();

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>How many timers wait.</summary>
    public int Waiting => _inner.Waiting;

    public override DateTimeOffset GetUtcNow() => _inner.GetUtcNow();

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public void Advance(TimeSpan by) => _inner.Advance(by);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        _inner.CreateTimer(callback, state, dueTime, period);
}
