using System.Globalization;

namespace McpGateway.Web.Components;

/// <summary>The time zone of whoever looks, as the browser names it.
/// Times are shown in it, and in UTC for those who point at them.</summary>
public sealed record ViewerZone(TimeZoneInfo Zone)
{
    public static readonly ViewerZone Utc = new(TimeZoneInfo.Utc);

    /// <param name="name">IANA name, for instance <c>Europe/Berlin</c>. One that is not known here counts as UTC.</param>
    public static ViewerZone Of(string? name) =>
        !string.IsNullOrEmpty(name) && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? new(zone) : Utc;

    /// <summary>The time as the clock of whoever looks shows it.</summary>
    public DateTimeOffset Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Zone);

    public string Text(DateTimeOffset at, string format) => Local(at).ToString(format, CultureInfo.InvariantCulture);

    /// <summary>The whole time, here and in UTC.</summary>
    public string Full(DateTimeOffset at)
    {
        var utc = at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
        var offset = Local(at).Offset;
        return offset == TimeSpan.Zero ? utc : $"{Text(at, "yyyy-MM-dd HH:mm:ss zzz")} ({utc})";
    }

    /// <summary>How the zone is called beside a time: <c>UTC</c>, or how far it is from it.</summary>
    public string NameAt(DateTimeOffset at) =>
        Local(at).Offset == TimeSpan.Zero ? "UTC" : "UTC" + Local(at).ToString("zzz", CultureInfo.InvariantCulture);
}
