namespace McpGateway.Core.Health.History;

/// <summary>A server's health over the time that is kept.</summary>
/// <param name="Key">The server's key.</param>
/// <param name="From">Where the oldest slot begins.</param>
/// <param name="To">Now.</param>
/// <param name="Slot">Width of a slot.</param>
public sealed record HealthHistory(string Key, DateTimeOffset From, DateTimeOffset To, TimeSpan Slot)
{
    /// <summary>All slots of the time, oldest first, those without a check included.</summary>
    public required IReadOnlyList<HealthSlot> Slots { get; init; }

    /// <summary>Changes of state, newest first. The oldest may lie before <see cref="From"/>: it says what held then.</summary>
    public required IReadOnlyList<HealthChange> Changes { get; init; }

    public int Checks => Slots.Sum(static slot => slot.Checks);

    /// <summary>
    /// Part of the time that the server was up, from 0 to 1: each slot with a check counts the same. Null when there was none.
    /// </summary>
    public double? Uptime =>
        Checks == 0 ? null : Slots.Where(static slot => slot.Checks > 0).Average(static slot => (double)slot.Good / slot.Checks);

    /// <summary>Mean response time in milliseconds; null when none was measured.</summary>
    public double? Mean =>
        Slots.Sum(static slot => slot.Timed) is > 0 and var timed ? Slots.Sum(static slot => slot.TotalMs) / timed : null;

    public double? Slowest => Slots.Max(static slot => slot.Slowest);
}

/// <summary>One slot.</summary>
/// <param name="Status">Raw status at its end; null when nothing was known.</param>
public sealed record HealthSlot(DateTimeOffset At, SlotState State, string? Status, int Checks, int Good)
{
    internal int Timed { get; init; }

    internal double TotalMs { get; init; }

    /// <summary>Mean response time in milliseconds.</summary>
    public double? Mean => Timed > 0 ? TotalMs / Timed : null;

    /// <summary>Longest response time in milliseconds.</summary>
    public double? Slowest { get; init; }
}

/// <summary>How a slot reads.</summary>
public enum SlotState
{
    /// <summary>Nobody checked.</summary>
    Unknown,
    Disabled,
    Up,

    /// <summary>Some checks failed.</summary>
    Partly,
    Down,
}
