namespace McpGateway.Storage.Sql;

/// <summary>
/// The places of records, one for each stream and period: tables of their own in PostgreSQL, a file of its own in SQLite. What a period
/// needs of its transactions is inside of it, so that one commit makes a batch and its sums durable on either store (ADR 36).
/// </summary>
internal interface IRecordPartitions
{
    /// <summary>Length of a period in microseconds. Never changes for a database.</summary>
    long Length { get; }

    /// <summary>Whether partitions are outside of the main database, with transactions of their own.</summary>
    bool IsApart { get; }

    /// <summary>What there is of a stream, newest first.</summary>
    Task<IReadOnlyList<PartitionKey>> ListAsync(string stream, CancellationToken cancellationToken);

    /// <summary>Creates the partition when it is missing. Any number of replicas may do so at once; what a crash left is mended.</summary>
    Task EnsureAsync(PartitionKey key, CancellationToken cancellationToken);

    /// <summary>Reads one state of the partition, however many statements that takes.</summary>
    /// <returns>The default when the partition is not there (any more).</returns>
    Task<T?> ReadAsync<T>(PartitionKey key, Func<SqlSession, CancellationToken, Task<T>> read, CancellationToken cancellationToken);

    /// <summary>One transaction in the partition, which is created when it is missing.</summary>
    Task<T> WriteAsync<T>(
        PartitionKey key, Func<SqlSession, CancellationToken, Task<WriteOutcome<T>>> write, CancellationToken cancellationToken);

    /// <summary>
    /// <see cref="WriteAsync"/> as part of a transaction on the main database; where partitions are apart, in a transaction that is durable
    /// when this returns. The partition exists.
    /// </summary>
    Task JoinAsync(
        SqlSession main, PartitionKey key, Func<SqlSession, CancellationToken, Task<WriteOutcome<bool>>> write,
        CancellationToken cancellationToken);

    /// <summary>Removes the partition without holding up writers and readers of others. What is half removed is removed.</summary>
    Task DropAsync(PartitionKey key, CancellationToken cancellationToken);

    /// <summary>Within a transaction: whether no other replica does this work now. Held until the transaction ends.</summary>
    Task<bool> TryLockAsync(SqlSession session, CancellationToken cancellationToken);

    /// <summary>Whether no other replica drops partitions now; null when one does. Held until disposed.</summary>
    Task<IAsyncDisposable?> TryBeginDroppingAsync(CancellationToken cancellationToken);

    /// <summary>Lets go of what is only needed to write to partitions that end before <paramref name="before"/>.</summary>
    Task RestAsync(long before);

    /// <summary>An SQL condition that a block's <c>summary</c> has all of these bits, taken modulo its length.</summary>
    (string Condition, (string Name, object? Value)[] Parameters) HasBits(IReadOnlyList<long> bits);
}

/// <summary>A stream's period.</summary>
/// <param name="Start">In microseconds since 1970; a multiple of the length.</param>
internal readonly record struct PartitionKey(string Stream, long Start)
{
    public static PartitionKey Of(string stream, long at, long length)
    {
        if (stream.Length is 0 or > 20 || !stream.All(char.IsAsciiLetterLower))
        {
            throw new ArgumentException("The name of a stream has 1 to 20 lower-case letters.", nameof(stream));
        }

        // Rounded down, before 1970, too.
        return new(stream, at - (((at % length) + length) % length));
    }

    /// <summary>For names of files and tables.</summary>
    public string Stamp => Microseconds.ToTime(Start).ToString("yyyyMMdd'T'HHmmss", System.Globalization.CultureInfo.InvariantCulture);

    public (string Name, object? Value)[] Parameters => [("@stream", Stream), ("@period", Start)];
}
