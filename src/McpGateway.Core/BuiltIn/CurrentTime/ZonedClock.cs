using System.Globalization;
using NodaTime;

namespace McpGateway.Core.BuiltIn.CurrentTime;

/// <summary>Tells the time of a time zone as text: <c>2026-01-31 09:05:00 EST-0500</c>.</summary>
internal static class ZonedClock
{
    private const int LongestName = 64;

    /// <returns>The time, or a text that starts with <c>Error: </c> and says what to do.</returns>
    public static string Describe(DateTimeOffset now, string zoneName)
    {
        if (Find(zoneName) is not { } zone)
        {
            return Bundled(now, zoneName) ?? (zoneName.Length > LongestName
                ? "Error: The time zone name is too long. Use an IANA name such as 'Europe/Paris'."
                : $"Error: '{zoneName}' is not a known time zone. Use an IANA name such as 'America/New_York' or 'UTC'.");
        }

        var local = TimeZoneInfo.ConvertTime(now, zone);
        return Text(local, Abbreviation(zone, local));
    }

    /// <summary>By the zones that come with the program: small systems, such as containers, have none of their own.</summary>
    /// <returns>Null when there is no such zone.</returns>
    internal static string? Bundled(DateTimeOffset now, string zoneName)
    {
        if (DateTimeZoneProviders.Tzdb.GetZoneOrNull(zoneName) is not { } zone)
        {
            return null;
        }

        var interval = zone.GetZoneInterval(Instant.FromDateTimeOffset(now));
        return Text(now.ToOffset(interval.WallOffset.ToTimeSpan()), Short(interval.Name));
    }

    private static string Text(DateTimeOffset local, string abbreviation) => string.Create(
        CultureInfo.InvariantCulture,
        $"{local:yyyy-MM-dd HH:mm:ss} {abbreviation}{(local.Offset < TimeSpan.Zero ? '-' : '+')}{local.Offset.Duration():hhmm}");

    private static TimeZoneInfo? Find(string name)
    {
        if (name is "UTC" or "Etc/UTC" or "Z")
        {
            return TimeZoneInfo.Utc;
        }

        // A name becomes a file name below the zone database: only what IANA names are made of may pass.
        var isName = name.Length is > 0 and <= LongestName && char.IsAsciiLetter(name[0])
            && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '/' or '_' or '-' or '+');
        return isName && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : null;
    }

    /// <summary>The zone's abbreviation where the system has one; Windows has long names only.</summary>
    private static string Abbreviation(TimeZoneInfo zone, DateTimeOffset local)
    {
        var name = ReferenceEquals(zone, TimeZoneInfo.Utc)
            ? "UTC"
            : zone.IsDaylightSavingTime(local) ? zone.DaylightName : zone.StandardName;
        return Short(name);
    }

    private static string Short(string name) => name.Length is > 0 and <= 6 && name.All(char.IsAsciiLetter) ? name : "UTC";
}
