using McpGateway.Core.Scanning.Operations;

namespace McpGateway.Web.Pages.Security;

/// <summary>What was open at the end of a day (UTC): of each item, the last scan by then.</summary>
internal sealed record ScanDay(DateTimeOffset At, int Critical, int High)
{
    public int Count => Critical + High;

    /// <summary>Oldest first, today last.</summary>
    public static IReadOnlyList<ScanDay> Of(ScanOverview overview, int days)
    {
        ArgumentNullException.ThrowIfNull(overview);
        var today = new DateTimeOffset(overview.At.UtcDateTime.Date, TimeSpan.Zero);
        return [.. Enumerable.Range(0, days).Select(back => Of(overview, today.AddDays(back - days + 1)))];
    }

    private static ScanDay Of(ScanOverview overview, DateTimeOffset day)
    {
        var (critical, high) = (0, 0);
        foreach (var item in overview.Items)
        {
            if (item.Record?.History.FirstOrDefault(scan => scan.At < day.AddDays(1)) is { } scan)
            {
                (critical, high) = (critical + scan.Critical, high + scan.High);
            }
        }

        return new(day, critical, high);
    }
}
