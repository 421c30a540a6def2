using System.Globalization;

namespace McpGateway.Web.Pages.Activity;

/// <summary>A stretch of time in an address. Pure.</summary>
/// <param name="From">Inclusive, a whole second.</param>
/// <param name="To">Exclusive, a whole second.</param>
internal sealed record CallStretch(DateTimeOffset From, DateTimeOffset To)
{
    private const int MostSlots = 80;

    private static readonly int[] Minutes = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440];

    /// <returns>Null for a text that is none.</returns>
    public static CallStretch? Read(string? text)
    {
        var parts = text?.Split('-') ?? [];
        return parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var from)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var to)
            && from < to && to < DateTimeOffset.MaxValue.ToUnixTimeSeconds()
                ? new(DateTimeOffset.FromUnixTimeSeconds(from), DateTimeOffset.FromUnixTimeSeconds(to)) : null;
    }

    /// <summary>The narrowest slots that are not too many.</summary>
    public static TimeSpan StepOf(TimeSpan length) =>
        TimeSpan.FromMinutes(Minutes.FirstOrDefault(step => length.TotalMinutes / step <= MostSlots, Minutes[^1]));

    /// <summary>As <see cref="Read"/> reads it.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{From.ToUnixTimeSeconds()}-{To.ToUnixTimeSeconds()}");
}
