using McpGateway.Foundation;
using McpGateway.Foundation.Records;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Audit;

/// <summary>
/// Looks after the log of calls beside its writer, which waits for none of it: makes the place of the next day, packs, moves records of
/// earlier releases, and drops the days that are too old.
/// </summary>
internal sealed partial class CallUpkeep(
    IRecordLog log, IRecordSeries series, IOptions<AuditOptions> options, TimeProvider time, ILogger<CallUpkeep> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan TrimInterval = TimeSpan.FromHours(1);

    private readonly RepeatedFailures _failures = new(time);
    private DateTimeOffset _nextTrim = time.GetUtcNow() + TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                var hasMore = await MaintainAsync(stoppingToken);
                await TrimAsync(stoppingToken);
                if (!hasMore)
                {
                    await Task.Delay(Interval, time, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What was left to do is done after the next start, or by another replica.
        }
    }

    /// <returns>Whether there is more to do at once.</returns>
    private async Task<bool> MaintainAsync(CancellationToken cancellationToken)
    {
        try
        {
            var hasMore = await log.MaintainAsync(CallEntry.Stream, time.GetUtcNow(), cancellationToken);
            _failures.Ended();
            return hasMore;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // The store may be away: tried again after the interval.
            if (_failures.ShouldTell(out var untold))
            {
                LogUpkeepFailed(untold, failure);
            }

            return false;
        }
    }

    private async Task TrimAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (now < _nextTrim)
        {
            return;
        }

        _nextTrim = now + TrimInterval;
        try
        {
            var removed = await log.TrimAsync(CallEntry.Stream, now - options.Value.KeepCalls, cancellationToken);
            LogTrimmed(removed);
            await series.TrimAsync(CallEntry.Stream, now - options.Value.KeepSeries, cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // Trimming is tried again in an hour.
            LogTrimFailed(failure);
        }
    }

    [LoggerMessage(EventId = 8003, Level = LogLevel.Debug, Message = "Trimmed {Count} old call records.")]
    private partial void LogTrimmed(long count);

    [LoggerMessage(EventId = 8004, Level = LogLevel.Warning, Message = "Old call records could not be trimmed.")]
    private partial void LogTrimFailed(Exception failure);

    [LoggerMessage(EventId = 8006, Level = LogLevel.Warning,
        Message = "The log of calls could not be looked after; it is tried again ({Untold} more failures since this was last told).")]
    private partial void LogUpkeepFailed(long untold, Exception failure);
}
