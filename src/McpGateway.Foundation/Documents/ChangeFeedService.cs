using Microsoft.Extensions.Options;

namespace McpGateway.Foundation.Documents;

/// <summary>Keeps the change handlers up with other replicas and sweeps what has expired.</summary>
internal sealed partial class ChangeFeedService(
    DocumentStore documents, IDocumentStorage storage, IEnumerable<IChangeSignal> signals, IOptions<ChangeFeedOptions> options,
    TimeProvider time,
    ILogger<ChangeFeedService> logger) : BackgroundService
{
    private readonly RepeatedFailures _failures = new(time);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var signal = signals.FirstOrDefault();
        var nextSweep = time.GetUtcNow() + options.Value.SweepInterval;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await WaitAsync(signal, stoppingToken);
                await documents.CatchUpAsync(stoppingToken);
                if (_failures.Ended())
                {
                    LogCaughtUp();
                }

                if (time.GetUtcNow() >= nextSweep)
                {
                    await storage.SweepAsync(stoppingToken);
                    nextSweep = time.GetUtcNow() + options.Value.SweepInterval;
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                // The store may be away for a while: the next round tries again, and requests go on with the last known state.
                if (_failures.ShouldTell(out var untold))
                {
                    LogCatchUpFailed(untold, failure);
                }
            }
        }
    }

    private async Task WaitAsync(IChangeSignal? signal, CancellationToken cancellationToken)
    {
        if (signal is null)
        {
            await Task.Delay(options.Value.PollInterval, time, cancellationToken);
            return;
        }

        // Whichever comes second is cancelled, so that waits do not pile up over the life of the process.
        using var round = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var poll = Task.Delay(options.Value.PollInterval, time, round.Token);
        var first = await Task.WhenAny(poll, signal.WaitAsync(round.Token));
        await round.CancelAsync();
        await first;
    }

    [LoggerMessage(EventId = 1002, Level = LogLevel.Warning,
        Message = "The change feed could not be read; trying again ({Untold} more failures since this was last told).")]
    private partial void LogCatchUpFailed(long untold, Exception failure);

    [LoggerMessage(EventId = 1006, Level = LogLevel.Information, Message = "The change feed is read again.")]
    private partial void LogCaughtUp();
}
