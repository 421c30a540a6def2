using Microsoft.Extensions.Options;

namespace McpGateway.Foundation.Documents;

/// <summary>Keeps the change handlers up with other replicas and sweeps what has expired.</summary>
internal sealed partial class ChangeFeedService(
    DocumentStore documents, IDocumentStorage storage, IEnumerable<IChangeSignal> signals, IOptions<ChangeFeedOptions> options,
    TimeProvider time,
    ILogger<ChangeFeedService> logger) : BackgroundService
{
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
                LogCatchUpFailed(failure);
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

    [LoggerMessage(EventId = 1002, Level = LogLevel.Warning, Message = "The change feed could not be read; trying again.")]
    private partial void LogCatchUpFailed(Exception failure);
}
