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
    IAuditTrail trail, IStatementSigner signer, AuditKeys keys, IEnumerable<ILeaderLease> leases, IOptions<AuditOptions> options,
    TimeProvider time, ILogger<ChainKeeper> logger) : BackgroundService
{
    private const int PageSize = 500;

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
    internal async Task SignAsync(CancellationToken cancellationToken)
    {
        foreach (var head in await trail.ReadHeadsAsync(cancellationToken))
        {
            var last = await trail.FindNewestStatementAsync(head.Stream, null, cancellationToken);
            if (head.Number > (last?.Number ?? 0) && await HoldsAsync(head, last, cancellationToken))
            {
                await StateAsync(AuditStatement.Checkpoint, head.Stream, head.Number, head.Hash, cancellationToken);
            }
        }
    }

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
            if (newest is null || AuditStatement.Read(newest.Statement) is not { } signed)
            {
                continue;
            }

            // Stated first: what a crash leaves half removed is known to be on its way out.
            await StateAsync(AuditStatement.Retention, signed.Stream, signed.Number, signed.Hash, cancellationToken);
            var removed = await trail.RemoveAsync(signed.Stream, signed.Number, cancellationToken);
            if (removed > 0)
            {
                LogRemoved(removed, signed.Stream);
            }
        }
    }

    /// <summary>What was tampered with is not signed: that would make it good.</summary>
    private async Task<bool> HoldsAsync(AuditHead head, AuditSigned? last, CancellationToken cancellationToken)
    {
        var verifier = new AuditVerifier(trustedKeys: null);
        verifier.AddHead(head.Stream, head.Number, head.Hash);
        var after = 0L;
        if (last is not null && AuditStatement.Read(last.Statement) is { } signed)
        {
            after = signed.Number;
            verifier.BeginAfter(signed.Stream, signed.Number, signed.Hash);
        }

        IReadOnlyList<AuditRow> rows;
        do
        {
            rows = await trail.ReadAsync(head.Stream, after, PageSize, cancellationToken);
            foreach (var row in rows.TakeWhile(row => row.Number <= head.Number))
            {
                verifier.AddEvent(row.Stream, row.Number, row.Hash, row.Body);
                after = row.Number;
            }
        }
        while (rows.Count == PageSize && after < head.Number);

        var report = verifier.Finish();
        if (!report.IsIntact)
        {
            LogBroken(head.Stream, report.Findings[0].Problem);
        }

        return report.IsIntact;
    }

    private async Task StateAsync(string kind, string stream, long number, string hash, CancellationToken cancellationToken)
    {
        var statement = new AuditStatement { Kind = kind, Stream = stream, Number = number, Hash = hash, At = time.GetUtcNow() };
        var signed = signer.Sign(AuditStatement.Type, statement.ToPayload());
        await keys.RememberAsync(signed, cancellationToken);
        await trail.AddStatementAsync(new(stream, number, statement.At, kind, signed.Jws), cancellationToken);
    }

    [LoggerMessage(EventId = 16010, Level = LogLevel.Warning,
        Message = "The audit could not be looked after; it is tried again ({Untold} more failures since this was last told).")]
    private partial void LogInterrupted(long untold, Exception failure);

    [LoggerMessage(EventId = 16011, Level = LogLevel.Critical,
        Message = "The audit stream {Stream} is not what was written: {Problem} It is not signed. Run 'audit verify'.")]
    private partial void LogBroken(string stream, string problem);

    [LoggerMessage(EventId = 16012, Level = LogLevel.Information, Message = "Removed {Count} old events of the audit stream {Stream}.")]
    private partial void LogRemoved(long count, string stream);
}
