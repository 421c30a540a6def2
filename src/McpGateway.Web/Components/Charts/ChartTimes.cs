using System.Globalization;

namespace McpGateway.Web.Components.Charts;

/// <summary>The times below a chart and in its words, as the clock of whoever looks shows them. Pure.</summary>
/// <param name="Slots">Starts of the slots, oldest first, one at least.</param>
/// <param name="Step">Width of a slot.</param>
internal sealed record ChartTimes(IReadOnlyList<DateTimeOffset> Slots, TimeSpan Step, ViewerZone Zone)
{
    private const int MostLabels = 8;

    private static readonly TimeSpan[] Units =
    [
        TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(30), TimeSpan.FromHours(1), TimeSpan.FromHours(4),
        TimeSpan.FromHours(12), TimeSpan.FromDays(1), TimeSpan.FromDays(2), TimeSpan.FromDays(5), TimeSpan.FromDays(30),
    ];

    private TimeSpan Length => Step * Slots.Count;

    public string ZoneName => Zone.NameAt(Slots[^1]);

    /// <summary>How long a slot is: <c>minute</c>, <c>3 hours</c>.</summary>
    public string StepText => Step switch
    {
        { TotalMinutes: 1 } => "minute",
        { TotalHours: < 1 } => $"{Number(Step.TotalMinutes)} minutes",
        { TotalHours: 1 } => "hour",
        { TotalDays: < 1 } => $"{Number(Step.TotalHours)} hours",
        { TotalDays: 1 } => "day",
        _ => $"{Number(Step.TotalDays)} days",
    };

    /// <summary>When a slot begins, in words.</summary>
    public string TextOf(int slot) => Zone.Text(Slots[slot], Length <= TimeSpan.FromHours(24) ? "HH:mm" : "ddd d MMM HH:mm");

    /// <summary>The slots that have a label below them.</summary>
    public IEnumerable<(int Slot, string Text)> Labels()
    {
        var unit = Units.FirstOrDefault(unit => unit >= Step && Length / unit <= MostLabels, Units[^1]);
        var format = unit < TimeSpan.FromDays(1) ? "HH:mm" : "d MMM";
        for (var slot = 0; slot < Slots.Count; slot++)
        {
            var here = Zone.Local(Slots[slot]).DateTime.Ticks;
            var before = slot > 0 ? Zone.Local(Slots[slot - 1]).DateTime.Ticks : here - Step.Ticks;
            if (here / unit.Ticks != before / unit.Ticks && (slot > 0 || here % unit.Ticks == 0))
            {
                yield return (slot, Zone.Text(Slots[slot], format));
            }
        }
    }

    private static string Number(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);
}
