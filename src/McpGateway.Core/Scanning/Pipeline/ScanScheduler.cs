using McpGateway.Core.Scanning.Results;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Foundation.Leadership;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Scanning.Pipeline;

/// <summary>Scans what is due, on the leader only when replicas share a store.</summary>
internal sealed partial class ScanScheduler(
    ScanWork work, ScanRunner runner, ScanCatalog scans, ScanRepository repository, DocumentStore documents,
    IEnumerable<ILeaderLease> leases, IOptions<ScanOptions> options, TimeProvider time, ILogger<ScanScheduler> logger)
    : BackgroundService
{
    private static readonly TimeSpan ElectionInterval = TimeSpan.FromSeconds(2);

    /// <summary>Waiting items are tagged, failed scans tried again and runs begun as often.</summary>
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(1);

    private readonly LedWork _led = new("scanning", ElectionInterval, leases, time);
    private readonly RepeatedFailures _broken = new(time);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        _led.RunAsync((_, cancellationToken) => RunAsync(cancellationToken), LogInterrupted, stoppingToken);

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        using var slots = new SemaphoreSlim(options.Value.MaxConcurrency);
        work.Lead();
        try
        {
            while (true)
            {
                var arrival = work.Queue.Arrival;
                await BeginTurnAsync(cancellationToken);
                _led.Succeeded();
                while (work.Queue.Take() is { } next)
                {
                    await StartAsync(next, slots, cancellationToken);
                }

                await Task.WhenAny(arrival, Task.Delay(Turn, time, cancellationToken));
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            work.Yield();

            // No scan outlives the leadership under which it began.
            for (var slot = 0; slot < options.Value.MaxConcurrency; slot++)
            {
                await slots.WaitAsync(CancellationToken.None);
            }
        }
    }

    private async Task BeginTurnAsync(CancellationToken cancellationToken)
    {
        work.Refill();
        if (work.IsRunDue())
        {
            await StoreRunAsync(new(time.GetUtcNow(), ScanTriggers.Schedule, null), cancellationToken);
        }

        work.AddDue();
        if (scans.Run is { EndedAt: null } run && work.Progress() is { } progress && progress.Done == progress.Total)
        {
            await StoreRunAsync(run with { EndedAt = time.GetUtcNow() }, cancellationToken);
            LogRunEnded(progress.Total, progress.Unsafe, progress.Failed);
        }
    }

    private async Task StoreRunAsync(RegistryScan run, CancellationToken cancellationToken)
    {
        var known = await repository.FindRunAsync(cancellationToken);
        await documents.CommitAsync(
            new DocumentBatch().Put(ScanRepository.Runs, RegistryScan.Key, run, known?.Version ?? DocumentBatch.Absent), cancellationToken);
    }

    private async Task StartAsync(QueuedScan next, SemaphoreSlim slots, CancellationToken cancellationToken)
    {
        // What waits behind long scans gets its tag meanwhile.
        try
        {
            var isTold = false;
            while (!await slots.WaitAsync(Turn, cancellationToken))
            {
                var since = time.GetUtcNow() - options.Value.PendingTagAfter;
                foreach (var waiting in work.Queue.TakeOverdue(since))
                {
                    await TagWaitingAsync(waiting, cancellationToken);
                }

                if (!isTold && next.Since <= since)
                {
                    isTold = true;
                    await TagWaitingAsync(next, cancellationToken);
                }
            }
        }
        catch
        {
            work.Queue.Done(next.Path);
            throw;
        }

        _ = ScanAsync(next, slots, cancellationToken);
    }

    private async Task ScanAsync(QueuedScan next, SemaphoreSlim slots, CancellationToken cancellationToken)
    {
        try
        {
            var scan = runner.ScanAsync(next.Path, next.Trigger, null, work.IsDue, cancellationToken);
            if (scans.Current.GetValueOrDefault(next.Path) is null)
            {
                using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                await Task.WhenAny(scan, Task.Delay(options.Value.PendingTagAfter, time, ended.Token));
                await ended.CancelAsync();
                if (!scan.IsCompleted)
                {
                    await Task.WhenAll(TagWaitingAsync(next, cancellationToken), scan);
                }
            }

            var outcome = await scan;
            if (outcome is { IsSuccess: false, Error: { Kind: not ErrorKind.NotFound } refusal })
            {
                Broke(next.Path, refusal.Detail, null);
            }
            else
            {
                work.Retries.Ended(next.Path);
                _broken.Ended();
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Whoever leads next finds that it has no result.
        }
#pragma warning disable CA1031 // most likely the store: it is tried again after a pause
        catch (Exception failure) when (failure is not OutOfMemoryException)
#pragma warning restore CA1031
        {
            Broke(next.Path, failure.Message, failure);
        }
        finally
        {
            work.Queue.Done(next.Path);
            slots.Release();
        }
    }

    private void Broke(string path, string reason, Exception? failure)
    {
        work.Retries.Broke(path);
        if (_broken.ShouldTell(out var untold))
        {
            LogScanBroke(path, reason, untold, failure);
        }
    }

    /// <summary>Only what has no result yet: what passed before is not put in doubt by being scanned again.</summary>
    private async Task TagWaitingAsync(QueuedScan waiting, CancellationToken cancellationToken)
    {
        if (scans.Current.GetValueOrDefault(waiting.Path) is null
            && work.KindOf(waiting.Path) is { } kind && options.Value.For(kind).AddPendingTag)
        {
            await runner.TagWaitingAsync(waiting.Path, cancellationToken);
        }
    }

    [LoggerMessage(EventId = 17005, Level = LogLevel.Warning,
        Message = "Security scans were interrupted; trying again ({Untold} more failures since this was last told).")]
    private partial void LogInterrupted(long untold, Exception failure);

    [LoggerMessage(EventId = 17006, Level = LogLevel.Warning,
        Message = "The scan of {Path} broke and is tried again: {Reason} ({Untold} more failures since this was last told).")]
    private partial void LogScanBroke(string path, string reason, long untold, Exception? failure);

    [LoggerMessage(EventId = 17007, Level = LogLevel.Information,
        Message = "The registry was scanned: {Total} servers and agents, {Unsafe} unsafe, {Failed} not judged.")]
    private partial void LogRunEnded(int total, int @unsafe, int failed);
}
