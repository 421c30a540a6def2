using McpGateway.Foundation;
using McpGateway.Foundation.Records;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.MetricsService;

/// <summary>Packs what was sent, and searches, and drops what is too old.</summary>
internal sealed partial class MetricsUpkeep(
    MetricsCollection collection, SearchWriter searches, IRecordLog log, IRecordSeries series, IOptions<MetricsServiceOptions> options,
    TimeProvider time, ILogger<MetricsUpkeep> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan TrimInterval = TimeSpan.FromHours(1);

    private readonly RepeatedFailures _failures = new(time);
    private DateTimeOffset _nextTrim = time.GetUtcNow() + TimeSpan.FromMinutes(3);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Interval, time, stoppingToken);
                await LookAfterAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What was left to do is done after the next start, or by another replica.
        }
    }

    private async Task LookAfterAsync(CancellationToken cancellationToken)
    {
        try
        {
            await PackAsync(RecordStreams.Metrics, collection.IsUsed, cancellationToken);
            await PackAsync(RecordStreams.Searches, searches.IsUsed, cancellationToken);

            if (time.GetUtcNow() >= _nextTrim)
            {
                _nextTrim = time.GetUtcNow() + TrimInterval;
                var before = time.GetUtcNow() - TimeSpan.FromDays(options.Value.RetentionDays);
                foreach (var stream in (string[])[RecordStreams.Metrics, RecordStreams.Searches])
                {
                    await log.TrimAsync(stream, before, cancellationToken);
                    await series.TrimAsync(stream, before, cancellationToken);
                }
            }

            _failures.Ended();
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // The store may be away: tried again after the interval.
            if (_failures.ShouldTell(out var untold))
            {
                LogFailed(untold, failure);
            }
        }
    }

    private async Task PackAsync(string stream, bool isUsed, CancellationToken cancellationToken)
    {
        while (isUsed && await log.MaintainAsync(stream, time.GetUtcNow(), cancellationToken))
        {
        }
    }

    [LoggerMessage(EventId = 16030, Level = LogLevel.Warning,
        Message = "Metrics that were sent could not be looked after; it is tried again ({Untold} more failures since last told).")]
    private partial void LogFailed(long untold, Exception failure);
}
