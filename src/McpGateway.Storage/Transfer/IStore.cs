using McpGateway.Foundation;
using McpGateway.Foundation.Records;
using McpGateway.Storage.Sql;

namespace McpGateway.Storage.Transfer;

/// <summary>A store as it is opened, moved, saved, filled and sealed anew: every row as it lies there.</summary>
internal interface IStore
{
    /// <summary>Product and place, for the log and for reports. No credential.</summary>
    string Description { get; }

    /// <summary>The number of the schema that it was opened with, when a newer release made that; null otherwise.</summary>
    long? NewerSchema { get; }

    /// <summary>The records of the same store.</summary>
    IRecordLog Log { get; }

    /// <summary>Creates what is missing, as far as <paramref name="opening"/> lets it, and checks that the store is usable.</summary>
    /// <exception cref="StorageUnusableException">It cannot be used; the message says why and what to do.</exception>
    Task OpenAsync(SchemaOpening opening, CancellationToken cancellationToken);

    /// <summary>Says, until the process ends, that a gateway serves from this store; see <see cref="IsInUseAsync"/>.</summary>
    Task EnterAsync(CancellationToken cancellationToken);

    /// <summary>Whether a gateway serves from this store.</summary>
    Task<bool> IsInUseAsync(CancellationToken cancellationToken);

    Task<KeyCheck> ReadKeysAsync(CancellationToken cancellationToken);

    /// <summary>See <see cref="KeyCheck.Joined"/>.</summary>
    /// <returns>What counts now.</returns>
    Task<KeyCheck> EnterKeysAsync(IReadOnlyList<string> checks, CancellationToken cancellationToken);

    Task<StoreState> ReadStateAsync(CancellationToken cancellationToken);

    /// <summary>Gives documents, commits and the audit away as they are at one moment, while others may go on writing.</summary>
    /// <returns>Where the store was.</returns>
    Task<StoreState> ReadSnapshotAsync(IContentSink sink, CancellationToken cancellationToken);

    /// <summary>Marks the store as not complete, unless it holds something that must stay.</summary>
    /// <param name="what">What fills it, for whoever meets the mark.</param>
    /// <param name="replace">Whether what it holds may go. What an interrupted transfer left always may.</param>
    /// <param name="hasRecords">Whether its record log has any.</param>
    /// <param name="cancellationToken">Ends it before the mark is set.</param>
    /// <returns>Why it must not be filled; null when it is marked.</returns>
    Task<Error?> MarkAsync(string what, bool replace, bool hasRecords, CancellationToken cancellationToken);

    /// <summary>Removes everything but the periods of the record log, and gives the store an epoch of its own.</summary>
    Task EmptyAsync(CancellationToken cancellationToken);

    Task AddAsync(IReadOnlyList<StoredDocument> documents, CancellationToken cancellationToken);

    Task AddAsync(IReadOnlyList<StoredCommit> commits, CancellationToken cancellationToken);

    /// <param name="stream">One of <see cref="AuditEntries"/>.</param>
    /// <param name="records">Of it.</param>
    /// <param name="cancellationToken">Ends the transfer.</param>
    Task AddAuditAsync(string stream, IReadOnlyList<LogEntry> records, CancellationToken cancellationToken);

    /// <summary>Makes the store whole, with a history of its own: whoever followed what it held before loads everything anew.</summary>
    /// <param name="state">Where the source was.</param>
    /// <param name="keys">The keys that the contents are sealed with.</param>
    /// <param name="cancellationToken">Ends it before anything is written.</param>
    Task FinishAsync(StoreState state, KeyCheck keys, CancellationToken cancellationToken);

    /// <summary>Some documents that have a body, by kind and key.</summary>
    /// <param name="kind">Of the one read before, as <paramref name="key"/>; empty for the first.</param>
    /// <param name="key">Of the one read before.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Empty at the end.</returns>
    Task<IReadOnlyList<StoredDocument>> ReadBodiesAsync(string kind, string key, CancellationToken cancellationToken);

    /// <summary>Puts bodies over the very rows that were read; one that somebody has written meanwhile stays.</summary>
    Task ReplaceBodiesAsync(IReadOnlyList<StoredDocument> documents, CancellationToken cancellationToken);

    /// <summary>
    /// States the keys that are needed from now on, in one transaction in which no commit can be, if everything that was committed after
    /// <paramref name="since"/> passes.
    /// </summary>
    /// <param name="since">A revision.</param>
    /// <param name="isFit">Judges some documents.</param>
    /// <param name="keys">The keys.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Whether they are stated.</returns>
    Task<bool> StateKeysAsync(
        long since, Func<IReadOnlyList<StoredDocument>, bool> isFit, KeyCheck keys, CancellationToken cancellationToken);
}
