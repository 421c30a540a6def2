using McpGateway.Foundation.Leadership;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Health.Checks;

/// <summary>Checks what is due, on the leader only when replicas share a store.</summary>
internal sealed partial class HealthMonitor(
    CheckSchedule schedule, HealthChecker checker, IEnumerable<ILeaderLease> leases, IOptions<HealthOptions> options, TimeProvider time,
    ILogger<HealthMonitor> logger) : BackgroundService
{
    private static readonly TimeSpan ElectionInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly LedWork _led = new("health", ElectionInterval, leases, time);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _led.RunAsync(
        async (leadership, cancellationToken) =>
        {
            _led.Succeeded();
            try
            {
                await RunAsync(() => leadership.IsHeld, cancellationToken);
            }
            catch (OperationCanceledException) when (leadership.Lost.IsCancellationRequested && !stoppingToken.IsCancellationRequested)
            {
                LogLeadershipLost();
            }
        },
        LogInterrupted,
        stoppingToken);

    /// <param name="isHeld">Whether this replica may still check.</param>
    /// <param name="cancellationToken">Ends the checks.</param>
    private async Task RunAsync(Func<bool> isHeld, CancellationToken cancellationToken)
    {
        using var slots = new SemaphoreSlim(options.Value.MaxConcurrency);
        try
        {
            while (true)
            {
                // Read before looking: what is put in while we look must wake us.
                var earlier = schedule.Earlier;
                while (isHeld() && schedule.TakeDue(time.GetUtcNow()) is { } key)
                {
                    await StartAsync(key, slots, cancellationToken);
                }

                await WaitAsync(earlier, isHeld() ? null : ElectionInterval, cancellationToken);
            }
        }
        finally
        {
            // No check outlives the leadership under which it began.
            for (var slot = 0; slot < options.Value.MaxConcurrency; slot++)
            {
                await slots.WaitAsync(CancellationToken.None);
            }
        }
    }

    private async Task StartAsync(string key, SemaphoreSlim slots, CancellationToken cancellationToken)
    {
        try
        {
            await slots.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            schedule.Put(key, time.GetUtcNow());
            throw;
        }

        _ = CheckAsync(key, slots, cancellationToken);
    }

    private async Task CheckAsync(string key, SemaphoreSlim slots, CancellationToken cancellationToken)
    {
        try
        {
            var result = await checker.CheckAsync(key, isAsked: false, cancellationToken);
            if (result == CheckResult.Gone)
            {
                schedule.Forget(key);
            }
            else
            {
                var isFine = HealthStatus.IsRoutable(result.Status) || result.Status is HealthStatus.Disabled or HealthStatus.Unknown;
                schedule.Done(key, isFine, time.GetUtcNow());
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            schedule.Put(key, time.GetUtcNow());
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // Most likely the store: this server is looked at again soon.
            LogCheckFailed(key, failure);
            schedule.Done(key, isHealthy: false, time.GetUtcNow());
        }
        finally
        {
            slots.Release();
        }
    }

    /// <param name="earlier">Ends the wait.</param>
    /// <param name="least">Waits at least so long: nothing may be taken, and the token is about to say so.</param>
    /// <param name="cancellationToken">Ends the checks.</param>
    private async Task WaitAsync(Task earlier, TimeSpan? least, CancellationToken cancellationToken)
    {
        var wait = least ?? (schedule.NextDue is { } due ? due - time.GetUtcNow() : LongestWait);
        if (wait <= TimeSpan.Zero)
        {
            return;
        }

        using var woken = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(earlier, Task.Delay(wait < LongestWait ? wait : LongestWait, time, woken.Token));
        await woken.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    [LoggerMessage(EventId = 5003, Level = LogLevel.Warning,
        Message = "Health checks were interrupted; trying again ({Untold} more failures since this was last told).")]
    private partial void LogInterrupted(long untold, Exception failure);

    [LoggerMessage(EventId = 5004, Level = LogLevel.Information, Message = "Another replica checks the servers from now on.")]
    private partial void LogLeadershipLost();

    [LoggerMessage(EventId = 5005, Level = LogLevel.Warning, Message = "The result for {Server} could not be stored.")]
    private partial void LogCheckFailed(string server, Exception failure);
}
