namespace McpGateway.Tests.Foundation;

/// <summary>A clock that stands still until the test moves it.</summary>
internal sealed class ManualTimeProvider : TimeProvider
{
    private long _ticks = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero).UtcTicks;

    private long _correction;

    public override DateTimeOffset GetUtcNow() => new(Volatile.Read(ref _ticks) + Volatile.Read(ref _correction), TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Volatile.Read(ref _ticks);

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

    /// <summary>Somebody sets the clock; no time passes.</summary>
    public void Correct(TimeSpan by) => Interlocked.Add(ref _correction, by.Ticks);
}
