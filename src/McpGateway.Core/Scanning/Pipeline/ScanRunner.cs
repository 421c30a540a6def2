using System.Collections.Concurrent;
using McpGateway.Core.Scanning.Analysis;
using McpGateway.Core.Scanning.Results;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Scanning.Pipeline;

/// <summary>Scans one item and stores what was found with what follows from it. One scan per path at a time.</summary>
internal sealed partial class ScanRunner(
    SubjectSource subjects, ScanPipeline pipeline, ScanEffects effects, ScanEvents events, ScanRepository repository,
    DocumentStore documents, IOptions<ScanOptions> options, TimeProvider time, ILogger<ScanRunner> logger) : IDisposable
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new(StringComparer.Ordinal);

    /// <param name="path">Of a server or agent.</param>
    /// <param name="trigger">One of <see cref="ScanTriggers"/>.</param>
    /// <param name="by">Who asked; null when nobody did.</param>
    /// <param name="isDue">Whether what is stored asks for a scan; else only the effects are seen to.</param>
    /// <param name="cancellationToken">Ends the scan. Nothing is stored then.</param>
    public async Task<Result<ScanRecord>> ScanAsync(
        string path, string trigger, string? by, Func<ScanRecord?, ScanSubject, bool> isDue, CancellationToken cancellationToken)
    {
        var gate = _gates.GetOrAdd(path, static _ => new(1, 1));
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (await subjects.FindAsync(path, cancellationToken) is not { } subject)
            {
                return new Error(ErrorKind.NotFound, $"Nothing that can be scanned is at '{path}'");
            }

            var known = (await repository.FindAsync(path, cancellationToken))?.Value;
            return isDue(known, subject)
                ? await ScanAsync(subject, TriggerOf(trigger, known), by, cancellationToken)
                : RecordOf(await StoreAsync(path, static (record, _) => record, cancellationToken));
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Changes a stored record and sees to what follows.</summary>
    public async Task<Result<ScanRecord>> ChangeAsync(
        string path, Func<ScanRecord, Result<ScanRecord>> change, CancellationToken cancellationToken) =>
        RecordOf(await OptimisticCommit.RunAsync(
            documents,
            async token =>
            {
                if (await repository.FindAsync(path, token) is not { } known)
                {
                    return new Error(ErrorKind.NotFound, $"No security scan results found for '{path}'");
                }

                var next = change(known.Value);
                return next.IsSuccess ? await PlanAsync(known, next.Value, token) : next.Error;
            },
            cancellationToken));

    /// <summary>Tags an item that waits for its scan.</summary>
    public async Task TagWaitingAsync(string path, CancellationToken cancellationToken) => await OptimisticCommit.RunAsync<bool>(
        documents,
        async token =>
        {
            var batch = new DocumentBatch();
            return new PendingWrite<bool>(batch, await effects.AddWaitingTagAsync(path, batch, token));
        },
        cancellationToken);

    public void Dispose()
    {
        foreach (var gate in _gates.Values)
        {
            gate.Dispose();
        }
    }

    private async Task<Result<ScanRecord>> ScanAsync(
        ScanSubject subject, string trigger, string? by, CancellationToken cancellationToken)
    {
        using var span = ScanSpans.Begin(subject, trigger);
        var (run, findings) = await pipeline.RunAsync(subject, trigger, by, cancellationToken);
        var stored = await StoreAsync(
            subject.Path,
            (known, now) => ScanMerge.Apply(known, subject, run, findings, options.Value.MaxHistory, now),
            cancellationToken);
        if (stored.IsSuccess)
        {
            var isSafe = stored.Value.Record.IsSafe(time.GetUtcNow());
            var hasFailed = run.HasFailed;
            ScanSpans.Describe(span, isSafe, hasFailed, findings.Count);
            LogScanned(subject.Path, trigger, isSafe, hasFailed, findings.Count);
            events.Tell(stored.Value.Record, stored.Value.Effect);
        }

        return RecordOf(stored);
    }

    private static Result<ScanRecord> RecordOf(Result<StoredScan> stored) => stored.IsSuccess ? stored.Value.Record : stored.Error;

    private Task<Result<StoredScan>> StoreAsync(
        string path, Func<ScanRecord?, DateTimeOffset, ScanRecord?> change, CancellationToken cancellationToken) =>
        OptimisticCommit.RunAsync(
            documents,
            async token =>
            {
                var known = await repository.FindAsync(path, token);
                return change(known?.Value, time.GetUtcNow()) is { } next
                    ? await PlanAsync(known, next, token)
                    : new Error(ErrorKind.NotFound, $"No security scan results found for '{path}'");
            },
            cancellationToken);

    private async Task<Result<PendingWrite<StoredScan>>> PlanAsync(
        Document<ScanRecord>? known, ScanRecord next, CancellationToken cancellationToken)
    {
        var batch = new DocumentBatch();
        if (await effects.AddAsync(next, batch, cancellationToken) is not { } effect)
        {
            return new Error(ErrorKind.NotFound, $"'{next.Path}' was removed");
        }

        if (!ReferenceEquals(known?.Value, next))
        {
            batch.Put(ScanRepository.Scans, next.Path, next, known?.Version ?? DocumentBatch.Absent);
        }

        return new PendingWrite<StoredScan>(batch, new(next, effect));
    }

    private static string TriggerOf(string trigger, ScanRecord? known) =>
        trigger == ScanTriggers.Change && known is null ? ScanTriggers.Registration : trigger;

    [LoggerMessage(EventId = 17004, Level = LogLevel.Information,
        Message = "{Path} scanned ({Trigger}); safe: {IsSafe}, failed: {HasFailed}, findings: {Findings}.")]
    private partial void LogScanned(string path, string trigger, bool isSafe, bool hasFailed, int findings);

    private sealed record StoredScan(ScanRecord Record, ScanEffect Effect);
}
