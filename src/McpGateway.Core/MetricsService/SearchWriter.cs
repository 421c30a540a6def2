using System.Threading.Channels;
using McpGateway.Foundation;
using McpGateway.Foundation.Records;

namespace McpGateway.Core.MetricsService;

/// <summary>
/// Keeps searches in batches, beside them. While the store is away they wait in a queue that has an end: then the newest are left out.
/// </summary>
internal sealed partial class SearchWriter(IRecordLog log, TimeProvider time, ILogger<SearchWriter> logger)
    : BackgroundService, ISearchRecorder
{
    private const int QueueLength = 2_000;
    private const int BatchSize = 500;

    private static readonly TimeSpan FlushInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(2);

    private readonly Channel<SearchEntry> _queue = Channel.CreateBounded<SearchEntry>(
        new BoundedChannelOptions(QueueLength) { SingleReader = true });

    private readonly RecordBatches _batches = new(log, "searches/");
    private readonly RepeatedFailures _failures = new(time);

    /// <summary>Whether anything was searched for in this process.</summary>
    public bool IsUsed { get; private set; }

    public void Record(int? results, string mode, TimeSpan duration)
    {
        IsUsed = true;
        _queue.Writer.TryWrite(new()
        {
            At = time.GetUtcNow(),
            DurationMs = Math.Round(duration.TotalMilliseconds, 3),
            Results = results,
            Mode = mode,
        });
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(StopLimit, time);
        try
        {
            await base.StopAsync(limit.Token);
            while (ExecuteTask is null or { IsCompleted: true } && await WriteAsync().WaitAsync(limit.Token))
            {
            }
        }
        catch (OperationCanceledException)
        {
            // Numbers of the last moment are not worth holding up the stop.
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (_batches.Waiting > 0 || await _queue.Reader.WaitToReadAsync(stoppingToken))
            {
                // Gather: one transaction for many searches.
                await Task.Delay(FlushInterval, time, stoppingToken);
                await WriteAsync();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // StopAsync writes the rest.
        }
    }

    /// <returns>Whether something was written.</returns>
    private async Task<bool> WriteAsync()
    {
        try
        {
            var isWritten = await _batches.WriteAsync(BatchSize, Next) > 0;
            if (isWritten)
            {
                _failures.Ended();
            }

            return isWritten;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            if (_failures.ShouldTell(out var untold))
            {
                LogFailed(untold, failure);
            }

            return false;
        }
    }

    private LogEntry? Next() => _queue.Reader.TryRead(out var search) ? search.ToLogEntry() : null;

    [LoggerMessage(EventId = 16031, Level = LogLevel.Warning,
        Message = "Searches could not be kept; it is tried again ({Untold} more failures since this was last told).")]
    private partial void LogFailed(long untold, Exception failure);
}
