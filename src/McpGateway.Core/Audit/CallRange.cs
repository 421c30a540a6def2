namespace McpGateway.Core.Audit;

/// <summary>How far back numbers go, and how finely they are told.</summary>
/// <param name="Name">In addresses: <c>24h</c>.</param>
/// <param name="Text">For people: <c>24 hours</c>.</param>
/// <param name="Step">Width of a slot of a chart. Slots start at multiples of it since 1970.</param>
public sealed record CallRange(string Name, string Text, TimeSpan Length, TimeSpan Step)
{
    public static readonly CallRange Hour = new("1h", "1 hour", TimeSpan.FromHours(1), TimeSpan.FromMinutes(1));

    public static readonly CallRange Day = new("24h", "24 hours", TimeSpan.FromHours(24), TimeSpan.FromMinutes(30));

    /// <summary>The shortest first.</summary>
    public static readonly IReadOnlyList<CallRange> All =
    [
        Hour,
        new("6h", "6 hours", TimeSpan.FromHours(6), TimeSpan.FromMinutes(6)),
        Day,
        new("7d", "7 days", TimeSpan.FromDays(7), TimeSpan.FromHours(3)),
        new("30d", "30 days", TimeSpan.FromDays(30), TimeSpan.FromHours(12)),
    ];

    /// <returns>The range of that name; <paramref name="other"/> when there is none.</returns>
    public static CallRange Find(string? name, CallRange other) => All.FirstOrDefault(range => range.Name == name) ?? other;

    /// <summary>To what the time as a whole is widened: sums by the minute are read for a day at most.</summary>
    internal TimeSpan Precision => Length > TimeSpan.FromHours(24) ? TimeSpan.FromHours(1) : TimeSpan.FromMinutes(1);

    /// <summary>The start of the slot that <paramref name="from"/> is in.</summary>
    public DateTimeOffset FirstSlot(DateTimeOffset from) => new(from.UtcTicks - (from.UtcTicks % Step.Ticks), TimeSpan.Zero);
}
