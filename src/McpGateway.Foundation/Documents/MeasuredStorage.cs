namespace McpGateway.Foundation.Documents;

/// <summary>The storage, measured as long as somebody listens.</summary>
internal sealed class MeasuredStorage(IDocumentStorage storage, StoreMeter meter, TimeProvider time) : IDocumentStorage
{
    public Task<Document<T>?> FindAsync<T>(DocumentKind<T> kind, string key, CancellationToken cancellationToken)
        where T : class => Measured("find", Started(), storage.FindAsync(kind, key, cancellationToken));

    public Task<IReadOnlyList<Document<T>>> ListAsync<T>(DocumentKind<T> kind, CancellationToken cancellationToken)
        where T : class => Measured("list", Started(), storage.ListAsync(kind, cancellationToken));

    public Task<IReadOnlyList<Document<T>>> ListByOwnerAsync<T>(DocumentKind<T> kind, string owner, CancellationToken cancellationToken)
        where T : class => Measured("list", Started(), storage.ListByOwnerAsync(kind, owner, cancellationToken));

    public Task<Result<long>> CommitAsync(DocumentBatch batch, CancellationToken cancellationToken) =>
        Measured("commit", Started(), storage.CommitAsync(batch, cancellationToken));

    public Task<FeedReading> ReadFeedAsync(StorePosition since, CancellationToken cancellationToken) =>
        Measured("feed", Started(), storage.ReadFeedAsync(since, cancellationToken));

    public Task<StorePosition> ReadPositionAsync(CancellationToken cancellationToken) =>
        Measured("position", Started(), storage.ReadPositionAsync(cancellationToken));

    public Task<long> ReadRevisionAsync(CancellationToken cancellationToken) =>
        Measured("position", Started(), storage.ReadRevisionAsync(cancellationToken));

    public Task<int> SweepAsync(CancellationToken cancellationToken) => Measured("sweep", Started(), storage.SweepAsync(cancellationToken));

    /// <summary>Asked before the storage is: what it does before it first waits counts, too.</summary>
    private long? Started() => meter.IsOn ? time.GetTimestamp() : null;

    private Task<T> Measured<T>(string operation, long? started, Task<T> task) =>
        started is { } at ? MeasureAsync(operation, task, at) : task;

    private async Task<T> MeasureAsync<T>(string operation, Task<T> task, long started)
    {
        var isSuccess = false;
        try
        {
            var result = await task;
            isSuccess = true;
            return result;
        }
        catch (OperationCanceledException)
        {
            // Whoever waited has gone: that says nothing of the store.
            isSuccess = true;
            throw;
        }
        finally
        {
            meter.Ended(operation, isSuccess, time.GetElapsedTime(started));
        }
    }
}
