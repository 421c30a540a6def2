using McpGateway.Foundation;
using McpGateway.Foundation.Records;
using McpGateway.Proxy.Recording;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Audit;

/// <summary>Drains the queue of call records in batches, and writes what is left when the process stops.</summary>
internal sealed partial class CallWriter(
    CallRecorder recorder, IRecordLog log, IOptions<AuditOptions> options, TimeProvider time,
    ILogger<CallWriter> logger) : BackgroundService
{
    /// <summary>
    /// How long the records that are left may take when the process stops. Beside the host's own limit, which whatever stopped before may
    /// have used up.
    /// </summary>
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(4);

    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(200);

    private readonly RecordBatches _batches = new(log);
    private readonly RepeatedFailures _failures = new(time);
    private readonly string _instance = $"{Environment.MachineName}/{Environment.ProcessId}";

    /// <summary>Records come until the last exchange has ended, which is before this is called: the server stops first.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(StopLimit, time);
        try
        {
            await base.StopAsync(limit.Token);
            if (ExecuteTask is null or { IsCompleted: true })
            {
                await WriteRestAsync(limit.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Told below.
        }

        recorder.Complete();
        var left = _batches.Waiting + recorder.Reader.Count;
        if (left > 0)
        {
            recorder.Settled(left);
            LogLost(left);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (_batches.Waiting > 0 || await recorder.Reader.WaitToReadAsync(stoppingToken))
            {
                if (await WriteBatchAsync() < options.Value.BatchSize)
                {
                    // Gather: one transaction for many calls.
                    await Task.Delay(options.Value.FlushInterval, time, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // StopAsync writes the rest.
        }
    }

    /// <summary>Until the queue is empty: what was answered is recorded.</summary>
    private async Task WriteRestAsync(CancellationToken cancellationToken)
    {
        int written;
        while ((written = await WriteBatchAsync().WaitAsync(cancellationToken)) > 0 || _batches.Waiting > 0)
        {
            if (written == 0)
            {
                await Task.Delay(RetryInterval, time, cancellationToken);
            }
        }
    }

    /// <returns>How many were written.</returns>
    private async Task<int> WriteBatchAsync()
    {
        int count;
        try
        {
            count = await _batches.WriteAsync(options.Value.BatchSize, Next);
            if (count > 0)
            {
                recorder.Settled(count);
                _failures.Ended();
            }
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // The store may be away: the batch is kept, the queue behind it is bounded, and the loss is counted.
            if (_failures.ShouldTell(out var untold))
            {
                LogWriteFailed(_batches.Waiting, untold, failure);
            }

            return 0;
        }

        var dropped = recorder.TakeDropped();
        if (dropped > 0)
        {
            LogDropped(dropped);
        }

        return count;
    }

    private LogEntry? Next() => recorder.Reader.TryRead(out CallRecord? call) ? CallEntry.Of(call, _instance) : null;

    [LoggerMessage(EventId = 8001, Level = LogLevel.Error,
        Message = "{Count} call records could not be written; they are tried again ({Untold} more failures since this was last told).")]
    private partial void LogWriteFailed(int count, long untold, Exception failure);

    [LoggerMessage(
        EventId = 8002, Level = LogLevel.Warning, Message = "{Count} call records were dropped because the store could not keep up.")]
    private partial void LogDropped(long count);

    [LoggerMessage(EventId = 8005, Level = LogLevel.Error,
        Message = "{Count} call records are lost: the store did not take them at the stop.")]
    private partial void LogLost(int count);
}
