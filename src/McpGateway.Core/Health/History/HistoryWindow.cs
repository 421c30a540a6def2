namespace McpGateway.Core.Health.History;

/// <summary>How far back history goes, and in which steps. However long it is kept, it has the same number of slots.</summary>
/// <param name="Width">Seconds of a slot.</param>
/// <param name="Start">Seconds since 1970 at which the oldest slot begins.</param>
internal readonly record struct HistoryWindow(long Width, long Start)
{
    public const int Slots = 96;
    public const int MaxChanges = 100;

    public static HistoryWindow Of(TimeSpan keep, DateTimeOffset now)
    {
        var width = Math.Max(1, (long)Math.Ceiling(keep.TotalSeconds / Slots));
        var last = Floor(now.ToUnixTimeSeconds(), width);
        return new(width, last - ((Slots - 1) * width));
    }

    /// <summary>Both records together, without what lies before the window.</summary>
    /// <param name="stored">What is kept already; of no account when it is about another registration.</param>
    /// <param name="more">What came later.</param>
    public HealthHistoryRecord Join(HealthHistoryRecord? stored, HealthHistoryRecord more)
    {
        var before = stored?.RegisteredAt == more.RegisteredAt ? stored : null;
        return more with { Slots = JoinSlots(before?.Slots ?? [], more.Slots), Changes = JoinChanges(before?.Changes ?? [], more.Changes) };
    }

    private static long Floor(long seconds, long width) => seconds - (seconds % width);

    private List<HistorySlot> JoinSlots(IReadOnlyList<HistorySlot> before, IReadOnlyList<HistorySlot> more)
    {
        var joined = new SortedDictionary<long, HistorySlot>();
        foreach (var slot in before.Concat(more))
        {
            // Floored again: the width follows the option, which may have changed since.
            var start = Floor(slot.Start, Width);
            if (start >= Start)
            {
                joined[start] = joined.TryGetValue(start, out var known) ? known.With(slot, start) : slot with { Start = start };
            }
        }

        return [.. joined.Values.TakeLast(Slots)];
    }

    private List<HealthChange> JoinChanges(IReadOnlyList<HealthChange> before, IReadOnlyList<HealthChange> more)
    {
        var joined = new List<HealthChange>();
        foreach (var change in before.Concat(more).OrderBy(static change => change.At))
        {
            if (joined.Count == 0 || joined[^1].Status != change.Status)
            {
                joined.Add(change);
            }
        }

        var start = DateTimeOffset.FromUnixTimeSeconds(Start);
        var past = joined.FindLastIndex(change => change.At <= start);
        return [.. joined.Skip(Math.Max(0, past)).TakeLast(MaxChanges)];
    }
}
