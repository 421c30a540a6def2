using Cronos;

namespace McpGateway.Core.Federation;

/// <summary>When a source is synchronised next.</summary>
internal static class SyncSchedule
{
    /// <param name="source">The source.</param>
    /// <param name="last">When the last run began; null when there was none.</param>
    /// <param name="now">The time.</param>
    /// <returns>A time that may be past; null for never.</returns>
    public static DateTimeOffset? NextDue(SourceRecord source, DateTimeOffset? last, DateTimeOffset now)
    {
        if (!source.Enabled)
        {
            return null;
        }

        DateTimeOffset? byInterval = source.IntervalMinutes is { } minutes
            ? last is { } began ? began + TimeSpan.FromMinutes(minutes) : now
            : null;
        var byCron = source.Cron is { } cron && CronExpression.TryParse(cron, CronFormat.Standard, out var expression)
            ? expression.GetNextOccurrence(last ?? now, TimeZoneInfo.Utc)
            : null;
        return byInterval is null || (byCron is not null && byCron < byInterval) ? byCron : byInterval;
    }

    /// <summary>What is wrong with a cron expression; null when nothing.</summary>
    public static string? Problem(string cron) =>
        CronExpression.TryParse(cron, CronFormat.Standard, out _)
            ? null
            : "Must be a cron expression with five fields in UTC, for instance '0 3 * * *' for every night at three";
}
