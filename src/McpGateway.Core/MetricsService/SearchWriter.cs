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

    private readonly List<LogEntry> _batch = [];
    private readonly RepeatedFailures _failures = new(time);
    private readonly string _writer = $"{Environment.MachineName}/{Environment.ProcessId}/searches/{Guid.NewGuid():n}";
    private long _number;

    /// <summary>Whether anything was searched for in this process.</summary>
    public bool IsUsed { get; private set; }

    public void Record(int? results, bool isHybrid, TimeSpan duration)
    {
        IsUsed = true;
        _queue.Writer.TryWrite(new()
        {
            At = time.GetUtcNow(),
            DurationMs = Math.Round(duration.TotalMilliseconds, 3),
            Results = results,
            Mode = isHybrid ? "hybrid" : "lexical-only",
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
            while (_batch.Count > 0 || await _queue.Reader.WaitToReadAsync(stoppingToken))
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

    /// <summary>A batch that failed is brought again under its number: the log knows what it has of it.</summary>
    /// <returns>Whether something was written.</returns>
    private async Task<bool> WriteAsync()
    {
        if (_batch.Count == 0)
        {
            _number++;
            while (_batch.Count < BatchSize && _queue.Reader.TryRead(out var search))
            {
                _batch.Add(search.ToLogEntry());
            }
        }

        if (_batch.Count == 0)
        {
            return false;
        }

        try
        {
            await log.AppendAsync(_batch, new(_writer, _number), CancellationToken.None);
            _batch.Clear();
            _failures.Ended();
            return true;
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

    [LoggerMessage(EventId = 16031, Level = LogLevel.Warning,
        Message = "Searches could not be kept; it is tried again ({Untold} more failures since this was last told).")]
    private partial void LogFailed(long untold, Exception failure);
}
