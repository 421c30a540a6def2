namespace McpGateway.Core.Health.History;

/// <summary>Makes a readable history of what is kept.</summary>
internal static class HistoryReading
{
    /// <param name="interval">Time between checks. What a check found is taken to hold until the next one is overdue.</param>
    public static HealthHistory Read(string key, HealthHistoryRecord record, HistoryWindow window, DateTimeOffset now, TimeSpan interval)
    {
        var kept = record.Slots.ToDictionary(static slot => slot.Start);
        var slots = new List<HealthSlot>(HistoryWindow.Slots);
        long? lastChecked = null;
        var overdue = (long)(interval.TotalSeconds * 1.5);
        for (var index = 0; index < HistoryWindow.Slots; index++)
        {
            var start = window.Start + (index * window.Width);
            var end = DateTimeOffset.FromUnixTimeSeconds(start + window.Width);
            var status = record.Changes.LastOrDefault(change => change.At < end)?.Status;
            if (kept.TryGetValue(start, out var slot))
            {
                lastChecked = start + window.Width;
            }

            slots.Add(SlotOf(start, slot, status, isCarried: lastChecked is { } last && start - last <= overdue));
        }

        return new(key, slots[0].At, now, TimeSpan.FromSeconds(window.Width)) { Slots = slots, Changes = [.. record.Changes.Reverse()] };
    }

    private static HealthSlot SlotOf(long start, HistorySlot? slot, string? status, bool isCarried) => new(
        DateTimeOffset.FromUnixTimeSeconds(start), StateOf(slot, status, isCarried), status, slot?.Checks ?? 0, slot?.Good ?? 0)
    {
        Timed = slot?.Timed ?? 0,
        TotalMs = slot?.TotalMs ?? 0,
        Slowest = slot is { Timed: > 0 } ? slot.SlowestMs : null,
    };

    private static SlotState StateOf(HistorySlot? slot, string? status, bool isCarried) => slot switch
    {
        { } checks when checks.Good == checks.Checks => SlotState.Up,
        { Good: 0 } => SlotState.Down,
        { } => SlotState.Partly,

        // Nobody checks a server that is switched off: it is so until it is switched on.
        null when status == HealthStatus.Disabled => SlotState.Disabled,
        null when !isCarried || status is null or HealthStatus.Unknown => SlotState.Unknown,
        null => HealthStatus.IsRoutable(status) ? SlotState.Up : SlotState.Down,
    };
}
