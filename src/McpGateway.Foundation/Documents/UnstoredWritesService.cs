namespace McpGateway.Foundation.Documents;

/// <summary>Stores revocations that could not be stored, when writing works again. Tries less and less often while it does not.</summary>
internal sealed partial class UnstoredWritesService(DocumentStore documents, TimeProvider time, ILogger<UnstoredWritesService> logger)
    : BackgroundService
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = Shortest;
        try
        {
            while (true)
            {
                await Task.Delay(pause, time, stoppingToken);
                pause = await IsNothingLeftAsync(stoppingToken) ? Shortest : pause * 2 < Longest ? pause * 2 : Longest;
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The gateway ends.
        }
    }

    private async Task<bool> IsNothingLeftAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await documents.StoreUnstoredAsync(cancellationToken) == 0;
        }
        catch (Exception failure) when (failure is not (OutOfMemoryException or OperationCanceledException))
        {
            LogFailed(failure);
            return false;
        }
    }

    [LoggerMessage(EventId = 1015, Level = LogLevel.Warning, Message = "Revocations that wait to be stored could not be; trying again.")]
    private partial void LogFailed(Exception failure);
}
