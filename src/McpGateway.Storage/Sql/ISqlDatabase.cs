namespace McpGateway.Storage.Sql;

/// <summary>What the stores need of a database: committed reads, and writes in one transaction.</summary>
internal interface ISqlDatabase
{
    /// <summary>Product, version and place, for the log. No credential.</summary>
    string Description { get; }

    /// <summary>How many rows one INSERT of a large batch carries: 1 where statements cost no round trip.</summary>
    int RowsPerInsert { get; }

    /// <summary>
    /// An SQL expression, a text, that tells runs of the database server apart; an empty text where it runs in this process.
    /// </summary>
    string Instance { get; }

    /// <summary>Creates what is missing and checks that the database is usable. Repeated calls do nothing.</summary>
    /// <exception cref="Foundation.StorageUnusableException">The database cannot be used; the message says why and what to do.</exception>
    Task OpenAsync(CancellationToken cancellationToken);

    /// <summary>The same, with a say in what may be done to the schema. What is open stays as it was opened.</summary>
    /// <exception cref="Foundation.StorageUnusableException">
    /// The database cannot be used, or not without changing what may not be; the message says why and what to do.
    /// </exception>
    Task OpenAsync(SchemaOpening opening, CancellationToken cancellationToken);

    /// <summary>The number of the schema that it was opened with, when a newer release made that; null otherwise.</summary>
    long? NewerSchema { get; }

    /// <summary>Begins a transaction that sees the store as it is at its first statement, whatever others commit meanwhile.</summary>
    string BeginSnapshot { get; }

    /// <summary>Says, until it is disposed of or ends, that a gateway serves from this store; see <see cref="IsInUseAsync"/>.</summary>
    Task EnterAsync(CancellationToken cancellationToken);

    /// <summary>Whether a gateway serves from this store.</summary>
    Task<bool> IsInUseAsync(CancellationToken cancellationToken);

    Task<T> ReadAsync<T>(Func<SqlSession, CancellationToken, Task<T>> read, CancellationToken cancellationToken);

    /// <summary>
    /// Runs <paramref name="write"/> in a transaction that is committed, durably, when it keeps its work and rolled back otherwise.
    /// Writes that take a revision run one after another on all replicas, so that revisions become visible in their order.
    /// </summary>
    Task<T> WriteAsync<T>(
        Func<SqlSession, CancellationToken, Task<WriteOutcome<T>>> write, bool takesRevision, CancellationToken cancellationToken);
}

/// <summary>What a write did: its result, whether to keep it, and whether change handlers have something to read.</summary>
internal readonly record struct WriteOutcome<T>(T Result, bool Keep, bool HasChanges = false);
