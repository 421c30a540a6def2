using Cronos;

namespace McpGateway.Core.Federation;

/// <summary>When a source is synchronised next.</summary>
internal static class SyncSchedule
{
    /// <summary>
    /// What the schedule of a source is counted from: its last run; before its first one the time at which it was configured, so that
    /// whoever configures it can preview what is about to come. What the settings name was decided on by whoever deploys the gateway: it is
    /// read at once where it has an interval, and counts from the start where it has a time of the day.
    /// </summary>
    /// <param name="config">The configuration that the source is part of.</param>
    /// <param name="source">The source.</param>
    /// <param name="runs">Its runs, newest first.</param>
    /// <param name="since">When the gateway began to follow schedules.</param>
    public static DateTimeOffset? CountedFrom(
        FederationConfigRecord config, SourceRecord source, IReadOnlyList<SyncRun> runs, DateTimeOffset since) =>
        runs is [var newest, ..] ? newest.StartedAt
        : config.IsOfSettings ? (source.IntervalMinutes is null ? since : null)
        : config.UpdatedAt;

    /// <param name="source">The source.</param>
    /// <param name="last">As <see cref="CountedFrom"/>; null: an interval is due now.</param>
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
