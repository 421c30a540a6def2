using McpGateway.Core.Federation.Config;
using McpGateway.Foundation.Leadership;

namespace McpGateway.Core.Federation.Sync;

/// <summary>Synchronises at start and on schedule, on the leader only when replicas share a store.</summary>
internal sealed partial class SyncScheduler(
    FederationConfigs configs, FederationRepository repository, SyncCoordinator coordinator, ForgottenSources forgotten,
    IEnumerable<ILeaderLease> leases, TimeProvider time, ILogger<SyncScheduler> logger) : BackgroundService
{
    private static readonly TimeSpan ElectionInterval = TimeSpan.FromSeconds(5);

    /// <summary>Configurations may change meanwhile.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    /// <summary>What this process does not run itself nobody does.</summary>
    private readonly bool _isAlone = !leases.Any(static lease => lease.IsShared);

    private readonly LedWork _led = new("federation", ElectionInterval, leases, time);

    /// <summary>Sources that have had their run at start.</summary>
    private readonly HashSet<string> _started = new(StringComparer.Ordinal);

    /// <summary>From when a schedule counts that has not been followed yet.</summary>
    private readonly DateTimeOffset _since = time.GetUtcNow();

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        _led.RunAsync((_, cancellationToken) => RunAsync(cancellationToken), LogInterrupted, stoppingToken);

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var next = await RunDueAsync(cancellationToken);
            _led.Succeeded();
            var wait = next - time.GetUtcNow();
            await Task.Delay(
                wait is { } soon && soon < LongestWait ? (soon > TimeSpan.Zero ? soon : TimeSpan.FromSeconds(1)) : LongestWait, time,
                cancellationToken);
        }
    }

    /// <returns>When something is due next; null for nothing.</returns>
    internal async Task<DateTimeOffset?> RunDueAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset? next = null;
        await coordinator.CloseInterruptedAsync(_isAlone, cancellationToken);
        await forgotten.MarkAsync(cancellationToken);
        foreach (var (configId, config) in await configs.ListAsync(cancellationToken))
        {
            foreach (var source in config.Sources.Where(static source => source.Enabled))
            {
                var due = await RunIfDueAsync(configId, config, source, cancellationToken);
                next = next is null || due < next ? due : next;
            }
        }

        return next;
    }

    private async Task<DateTimeOffset?> RunIfDueAsync(
        string configId, FederationConfigRecord config, SourceRecord source, CancellationToken cancellationToken)
    {
        var key = FederationConfigRecord.KeyOf(configId, source.Id);
        var runs = (await repository.FindHistoryAsync(key, cancellationToken))?.Value.Runs ?? [];
        var last = SyncSchedule.CountedFrom(config, source, runs, _since);

        // One that is configured now waits for the next start, or for whoever configured it.
        var isAtStart = source.SyncOnStartup && config.UpdatedAt <= _since && !_started.Contains(key);
        var due = SyncSchedule.NextDue(source, last, time.GetUtcNow());
        if (!isAtStart && !(due <= time.GetUtcNow()))
        {
            return due;
        }

        var began = time.GetUtcNow();
        var trigger = isAtStart ? SyncRequest.Startup : SyncRequest.Schedule;
        await coordinator.RunAsync(key, source, new(trigger, null, IsFull: isAtStart, IsDryRun: false), cancellationToken);
        _started.Add(key);
        return SyncSchedule.NextDue(source, began, time.GetUtcNow());
    }

    [LoggerMessage(EventId = 14004, Level = LogLevel.Warning,
        Message = "Scheduled synchronisation was interrupted; trying again ({Untold} more failures since this was last told).")]
    private partial void LogInterrupted(long untold, Exception failure);
}
