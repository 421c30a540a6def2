using McpGateway.Foundation.Records;
using McpGateway.Proxy.Recording;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Audit;

/// <summary>Drains the queue of call records in batches, trims old ones, and writes what is left when the process stops.</summary>
internal sealed partial class CallWriter(
    CallRecorder recorder, IRecordLog log, IOptions<AuditOptions> options, TimeProvider time,
    ILogger<CallWriter> logger) : BackgroundService
{
    private static readonly TimeSpan TrimInterval = TimeSpan.FromHours(1);

    private readonly List<LogEntry> _batch = new(options.Value.BatchSize);
    private DateTimeOffset _nextTrim = time.GetUtcNow() + TimeSpan.FromMinutes(1);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        recorder.Complete();
        await base.StopAsync(cancellationToken);
        while (await WriteBatchAsync(cancellationToken) > 0)
        {
            // Until the queue is empty: what was answered is recorded.
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (_batch.Count > 0 || await recorder.Reader.WaitToReadAsync(stoppingToken))
            {
                if (await WriteBatchAsync(stoppingToken) < options.Value.BatchSize)
                {
                    // Gather: one transaction for many calls.
                    await Task.Delay(options.Value.FlushInterval, time, stoppingToken);
                }

                await TrimAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // StopAsync writes the rest.
        }
    }

    private async Task<int> WriteBatchAsync(CancellationToken cancellationToken)
    {
        // A batch that could not be written is still here and goes first.
        while (_batch.Count < options.Value.BatchSize && recorder.Reader.TryRead(out CallRecord? call))
        {
            _batch.Add(CallEntry.Of(call));
        }

        var count = _batch.Count;
        if (count > 0)
        {
            try
            {
                await log.AppendAsync(_batch, cancellationToken);
                _batch.Clear();
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                // The store may be away: the batch is kept, the queue behind it is bounded, and the loss is counted.
                LogWriteFailed(count, failure);
                return 0;
            }
        }

        var dropped = recorder.TakeDropped();
        if (dropped > 0)
        {
            LogDropped(dropped);
        }

        return count;
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
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // Trimming is tried again in an hour.
            LogTrimFailed(failure);
        }
    }

    [LoggerMessage(EventId = 8001, Level = LogLevel.Error, Message = "{Count} call records could not be written; they are tried again.")]
    private partial void LogWriteFailed(int count, Exception failure);

    [LoggerMessage(
        EventId = 8002, Level = LogLevel.Warning, Message = "{Count} call records were dropped because the store could not keep up.")]
    private partial void LogDropped(long count);

    [LoggerMessage(EventId = 8003, Level = LogLevel.Debug, Message = "Trimmed {Count} old call records.")]
    private partial void LogTrimmed(long count);

    [LoggerMessage(EventId = 8004, Level = LogLevel.Warning, Message = "Old call records could not be trimmed.")]
    private partial void LogTrimFailed(Exception failure);
}
