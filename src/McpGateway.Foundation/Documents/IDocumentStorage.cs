namespace McpGateway.Foundation.Documents;

/// <summary>
/// Port to the storage of all state. Repositories of the features stand on it; every adapter passes <c>DocumentStorageContract</c>.
/// Reads see committed state only. Commits are durable when they return.
/// </summary>
public interface IDocumentStorage
{
    Task<Document<T>?> FindAsync<T>(DocumentKind<T> kind, string key, CancellationToken cancellationToken)
        where T : class;

    /// <summary>All live documents of a kind, ordered by key (bytes of its UTF-8 form).</summary>
    Task<IReadOnlyList<Document<T>>> ListAsync<T>(DocumentKind<T> kind, CancellationToken cancellationToken)
        where T : class;

    /// <summary>The live documents of a kind that belong to <paramref name="owner"/>, ordered by key.</summary>
    Task<IReadOnlyList<Document<T>>> ListByOwnerAsync<T>(DocumentKind<T> kind, string owner, CancellationToken cancellationToken)
        where T : class;

    /// <summary>
    /// Applies every write of the batch in one transaction under one new revision, or none of them:
    /// <see cref="ErrorKind.Conflict"/> when a document is not at the expected version. Writes apply in their order.
    /// </summary>
    /// <returns>The new revision, or the current one when the batch changed nothing.</returns>
    Task<Result<long>> CommitAsync(DocumentBatch batch, CancellationToken cancellationToken);

    /// <summary>
    /// What changed after <paramref name="since"/>; or that everything must be loaded again, because deletions after it are no longer on
    /// record, or because the store does not contain the commit at which the reader is.
    /// </summary>
    Task<FeedReading> ReadFeedAsync(StorePosition since, CancellationToken cancellationToken);

    /// <summary>Where the store is.</summary>
    Task<StorePosition> ReadPositionAsync(CancellationToken cancellationToken);

    /// <summary>The revision of the newest commit, 0 for an empty store.</summary>
    Task<long> ReadRevisionAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Deletes what has expired, which the change feed reports like any deletion, and forgets deletions that are older than a day.
    /// </summary>
    /// <returns>How many documents and records of deletions went.</returns>
    Task<int> SweepAsync(CancellationToken cancellationToken);
}
