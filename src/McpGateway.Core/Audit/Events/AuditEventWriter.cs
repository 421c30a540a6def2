using System.Globalization;
using McpGateway.Foundation;
using McpGateway.Foundation.Auditing;

namespace McpGateway.Core.Audit.Events;

/// <summary>Writes what is in the queue, some at a time, and what is left when the process stops.</summary>
internal sealed partial class AuditEventWriter(
    AuditEventQueue queue, EventComposer composer, IAuditTrail trail, TimeProvider time, ILogger<AuditEventWriter> logger)
    : BackgroundService
{
    private const int BatchSize = 200;

    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(200);

    private readonly List<AuditEvent> _batch = new(BatchSize);
    private readonly RepeatedFailures _failures = new(time);

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

        queue.Complete();
        var left = _batch.Count + queue.Reader.Count;
        if (left > 0)
        {
            LogLost(left);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (_batch.Count > 0 || await queue.Reader.WaitToReadAsync(stoppingToken))
            {
                await WriteBatchAsync();
                await Task.Delay(Gathering, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // StopAsync writes the rest.
        }
    }

    /// <summary>
    /// Until the queue is empty, or the time is over. Not beside a batch that is being written: its events would come twice.
    /// </summary>
    private async Task WriteRestAsync(CancellationToken cancellationToken)
    {
        int written;
        while ((written = await WriteBatchAsync().WaitAsync(cancellationToken)) > 0 || _batch.Count > 0)
        {
            if (written == 0)
            {
                await Task.Delay(RetryInterval, time, cancellationToken);
            }
        }
    }

    /// <summary>
    /// A batch that could not be written is kept and brought again as it is: it may have come through without a word. The queue behind it
    /// is bounded, and what it drops is counted.
    /// </summary>
    /// <returns>How many were written.</returns>
    private async Task<int> WriteBatchAsync()
    {
        if (_batch.Count == 0)
        {
            Fill();
        }

        if (_batch.Count == 0)
        {
            return 0;
        }

        try
        {
            await trail.AppendAsync(_batch, CancellationToken.None);
            var count = _batch.Count;
            _batch.Clear();
            _failures.Ended();
            return count;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            if (_failures.ShouldTell(out var untold))
            {
                LogWriteFailed(_batch.Count, untold, failure);
            }

            return 0;
        }
    }

    private void Fill()
    {
        while (_batch.Count < BatchSize && queue.Reader.TryRead(out var next))
        {
            _batch.Add(next);
        }

        if (_batch.Count > 0 && queue.TakeDropped() is > 0 and var dropped)
        {
            _batch.Add(LossOf(dropped));
        }
    }

    private AuditEvent LossOf(long dropped) => composer.Compose(new()
    {
        Stream = _batch[0].LogType,
        Operation = "drop",
        ResourceType = "audit",
        Outcome = AuditOutcomes.Failure,
        Description = string.Create(CultureInfo.InvariantCulture, $"{dropped} events were dropped: too many at a time."),
    });

    [LoggerMessage(EventId = 16000, Level = LogLevel.Error,
        Message = "{Count} events of the audit could not be written; they are tried again ({Untold} more failures since last told).")]
    private partial void LogWriteFailed(int count, long untold, Exception failure);

    [LoggerMessage(EventId = 16001, Level = LogLevel.Error,
        Message = "{Count} events of the audit are lost: the store did not take them at the stop.")]
    private partial void LogLost(int count);
}
