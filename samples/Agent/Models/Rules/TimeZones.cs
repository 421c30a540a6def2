namespace ReferenceAgent.Models.Rules;

/// <summary>The time zone that a place in a question has.</summary>
internal static class TimeZones
{
    /// <summary>Well-known places after which no zone is named.</summary>
    private static readonly Dictionary<string, string> Places = new(StringComparer.OrdinalIgnoreCase)
    {
        ["bangalore"] = "Asia/Kolkata",
        ["barcelona"] = "Europe/Madrid",
        ["beijing"] = "Asia/Shanghai",
        ["boston"] = "America/New_York",
        ["delhi"] = "Asia/Kolkata",
        ["frankfurt"] = "Europe/Berlin",
        ["geneva"] = "Europe/Zurich",
        ["hamburg"] = "Europe/Berlin",
        ["japan"] = "Asia/Tokyo",
        ["kyoto"] = "Asia/Tokyo",
        ["milan"] = "Europe/Rome",
        ["mumbai"] = "Asia/Kolkata",
        ["munich"] = "Europe/Berlin",
        ["osaka"] = "Asia/Tokyo",
        ["san francisco"] = "America/Los_Angeles",
        ["seattle"] = "America/Los_Angeles",
        ["washington"] = "America/New_York",
    };

    private static readonly (string Place, string Zone)[] All =
    [
        .. TimeZoneInfo.GetSystemTimeZones().Select(static zone => zone.Id).Where(static id => id.Contains('/', StringComparison.Ordinal))
            .Select(static id => (id[(id.LastIndexOf('/') + 1)..].Replace('_', ' '), id))
            .Concat(Places.Select(static place => (place.Key, place.Value)))
            .OrderByDescending(static place => place.Item1.Length),
    ];

    /// <returns>Null when no place is known.</returns>
    public static string? In(string question)
    {
        var words = $" {string.Concat(question.Select(static letter => char.IsLetter(letter) || letter is '/' or '_' ? letter : ' '))} ";
        return Array.Find(All, place => words.Contains($" {place.Zone} ", StringComparison.OrdinalIgnoreCase)).Zone
            ?? Array.Find(All, place => words.Contains($" {place.Place} ", StringComparison.OrdinalIgnoreCase)).Zone
            ?? (words.Contains(" utc ", StringComparison.OrdinalIgnoreCase) ? "UTC" : null);
    }
}
