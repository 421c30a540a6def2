namespace McpGateway.Foundation.Documents;

/// <summary>Tells the log when the state in memory becomes too old, and when it no longer is.</summary>
internal sealed partial class FreshnessWatch(StoreFreshness freshness, TimeProvider time, ILogger<FreshnessWatch> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly RepeatedFailures _stale = new(time);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await NextAsync(timer, stoppingToken))
        {
            if (freshness.IsStale)
            {
                if (_stale.ShouldTell(out _))
                {
                    LogStale(freshness.Age.TotalSeconds);
                }
            }
            else if (_stale.Ended())
            {
                LogFresh();
            }
        }
    }

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken stoppingToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(EventId = 1004, Level = LogLevel.Warning,
        Message = "The store has not confirmed the state in memory for {Seconds:0} s: changes of other replicas, removed rights included, "
            + "may be missing here.")]
    private partial void LogStale(double seconds);

    [LoggerMessage(EventId = 1005, Level = LogLevel.Information, Message = "The state in memory is confirmed by the store again.")]
    private partial void LogFresh();
}
