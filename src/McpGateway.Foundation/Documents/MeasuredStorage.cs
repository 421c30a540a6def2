namespace McpGateway.Foundation.Documents;

/// <summary>The storage, measured as long as somebody listens.</summary>
internal sealed class MeasuredStorage(IDocumentStorage storage, StoreMeter meter, TimeProvider time) : IDocumentStorage
{
    public Task<Document<T>?> FindAsync<T>(DocumentKind<T> kind, string key, CancellationToken cancellationToken)
        where T : class => Measured("find", storage.FindAsync(kind, key, cancellationToken));

    public Task<IReadOnlyList<Document<T>>> ListAsync<T>(DocumentKind<T> kind, CancellationToken cancellationToken)
        where T : class => Measured("list", storage.ListAsync(kind, cancellationToken));

    public Task<IReadOnlyList<Document<T>>> ListByOwnerAsync<T>(DocumentKind<T> kind, string owner, CancellationToken cancellationToken)
        where T : class => Measured("list", storage.ListByOwnerAsync(kind, owner, cancellationToken));

    public Task<Result<long>> CommitAsync(DocumentBatch batch, CancellationToken cancellationToken) =>
        Measured("commit", storage.CommitAsync(batch, cancellationToken));

    public Task<FeedReading> ReadFeedAsync(StorePosition since, CancellationToken cancellationToken) =>
        Measured("feed", storage.ReadFeedAsync(since, cancellationToken));

    public Task<StorePosition> ReadPositionAsync(CancellationToken cancellationToken) =>
        Measured("position", storage.ReadPositionAsync(cancellationToken));

    public Task<long> ReadRevisionAsync(CancellationToken cancellationToken) =>
        Measured("position", storage.ReadRevisionAsync(cancellationToken));

    public Task<int> SweepAsync(CancellationToken cancellationToken) => Measured("sweep", storage.SweepAsync(cancellationToken));

    private Task<T> Measured<T>(string operation, Task<T> task) => meter.IsOn ? MeasureAsync(operation, task, time.GetTimestamp()) : task;

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
