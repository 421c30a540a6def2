using System.Globalization;
using McpGateway.Core.Health.History;

namespace McpGateway.Web.Components;

/// <summary>Words and numbers of a health history.</summary>
internal static class HistoryText
{
    public static string Point(double x, double y) => string.Create(CultureInfo.InvariantCulture, $"{x:0.#},{y:0.#}");

    /// <summary>Never 100 % when something failed.</summary>
    public static string Percent(double part) =>
        part >= 1 ? "100 %" : string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(part * 1000) / 10:0.0} %");

    public static string Milliseconds(double? number) => number switch
    {
        null => "–",
        >= 1000 => string.Create(CultureInfo.InvariantCulture, $"{number / 1000:0.0} s"),
        >= 10 => string.Create(CultureInfo.InvariantCulture, $"{number:0} ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{number:0.0} ms"),
    };

    public static string Time(ViewerZone? zone, DateTimeOffset at, bool seconds = false) =>
        (zone ?? ViewerZone.Utc).Text(at, seconds ? "MMM d, HH:mm:ss" : "MMM d, HH:mm");

    public static string Span(TimeSpan span) => span switch
    {
        { TotalHours: >= 48 } => $"{Math.Round(span.TotalDays):0} days",
        { TotalMinutes: >= 90 } => $"{Math.Round(span.TotalHours):0} hours",
        { TotalMinutes: >= 2 } => $"{Math.Round(span.TotalMinutes):0} minutes",
        _ => $"{Math.Round(span.TotalSeconds):0} seconds",
    };

    public static string TitleOf(ViewerZone? zone, HealthSlot slot) =>
        $"{(zone ?? ViewerZone.Utc).Full(slot.At)}: "
            + WordOf(slot.State)
            + (slot.Checks > 0 ? $", {slot.Good} of {slot.Checks} checks fine" : "")
            + (slot.Mean is { } mean ? $", {Milliseconds(mean)}" : "")
            + (slot.State is SlotState.Down or SlotState.Partly && slot.Status is { } status ? $" ({SafeText.Show(status)})" : "");

    public static string WordOf(SlotState state) => state switch
    {
        SlotState.Unknown => "not checked",
        SlotState.Disabled => "disabled",
        SlotState.Up => "up",
        SlotState.Partly => "partly up",
        SlotState.Down => "down",
    };

    public static string ToneOf(SlotState state) => state switch
    {
        SlotState.Unknown => "",
        SlotState.Disabled => "disabled",
        SlotState.Up => "up",
        SlotState.Partly => "partly",
        SlotState.Down => "down",
    };
}
