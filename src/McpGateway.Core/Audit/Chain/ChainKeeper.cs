using McpGateway.Contracts.Audit;
using McpGateway.Foundation.Auditing;
using McpGateway.Foundation.Leadership;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Audit.Chain;

/// <summary>
/// Signs how far the streams of the audit go, after reading what came since the last time, and removes what is too old. One replica does
/// it.
/// </summary>
internal sealed partial class ChainKeeper(
    IAuditTrail trail, SealAudit seal, IEnumerable<ILeaderLease> leases, IOptions<AuditOptions> options, TimeProvider time,
    ILogger<ChainKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan ElectionInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetentionInterval = TimeSpan.FromHours(1);

    private readonly LedWork _led = new("audit", ElectionInterval, leases, time);
    private DateTimeOffset _nextRetention = time.GetUtcNow() + TimeSpan.FromMinutes(2);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        _led.RunAsync((_, cancellationToken) => RunAsync(cancellationToken), LogInterrupted, stoppingToken);

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await SignAsync(cancellationToken);
            if (time.GetUtcNow() >= _nextRetention)
            {
                _nextRetention = time.GetUtcNow() + RetentionInterval;
                await RemoveOldAsync(cancellationToken);
            }

            _led.Succeeded();
            await Task.Delay(options.Value.CheckpointInterval, time, cancellationToken);
        }
    }

    /// <summary>Signs the ends of the streams that have gone on.</summary>
    internal Task SignAsync(CancellationToken cancellationToken) => seal.SignAsync(cancellationToken);

    /// <summary>
    /// Removes the events that are older than they are kept, up to one that was signed: the statement about it is what the rest is verified
    /// from.
    /// </summary>
    internal async Task RemoveOldAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - options.Value.KeepEvents;
        foreach (var head in await trail.ReadHeadsAsync(cancellationToken))
        {
            var newest = await trail.FindNewestStatementAsync(head.Stream, before, cancellationToken);
            if (newest is null || AuditStatement.Read(newest.Statement) is not { Number: > 0 } signed)
            {
                continue;
            }

            // Stated first: what a crash leaves half removed is known to be on its way out.
            await seal.StateRetentionAsync(signed, cancellationToken);
            var removed = await trail.RemoveAsync(signed.Stream, signed.Number, cancellationToken);
            if (removed > 0)
            {
                LogRemoved(removed, signed.Stream);
            }
        }
    }

    [LoggerMessage(EventId = 16010, Level = LogLevel.Warning,
        Message = "The audit could not be looked after; it is tried again ({Untold} more failures since this was last told).")]
    private partial void LogInterrupted(long untold, Exception failure);

    [LoggerMessage(EventId = 16012, Level = LogLevel.Information, Message = "Removed {Count} old events of the audit stream {Stream}.")]
    private partial void LogRemoved(long count, string stream);
}
