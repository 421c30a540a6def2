namespace McpGateway.Foundation.Records;

/// <summary>
/// Port to append-only records: calls, audit, metrics. Writers bring batches; readers page backwards in time. Every adapter passes
/// <c>RecordLogContract</c>.
/// </summary>
public interface IRecordLog
{
    /// <summary>The most records of one page.</summary>
    const int MaxPageSize = 1000;

    /// <summary>Appends all entries in one transaction. Durable when it returns.</summary>
    Task AppendAsync(IReadOnlyList<LogEntry> entries, CancellationToken cancellationToken);

    /// <summary>A page of matching records, newest first.</summary>
    /// <param name="filter">Which records.</param>
    /// <param name="cursor"><see cref="LogPage.Next"/> of the page before, or null for the first page.</param>
    /// <param name="pageSize">1 to <see cref="MaxPageSize"/>.</param>
    /// <returns><see cref="ErrorKind.Invalid"/> when the cursor is not one of ours or the page size is out of range.</returns>
    Task<Result<LogPage>> QueryAsync(LogFilter filter, string? cursor, int pageSize, CancellationToken cancellationToken);

    /// <summary>
    /// Counts and percentiles (nearest rank) per time bucket and group, oldest first. Buckets without a record are left out.
    /// </summary>
    /// <param name="filter">Which records.</param>
    /// <param name="bucket">Width of a bucket, at least one second; buckets start at multiples of it since 1970.</param>
    /// <param name="grouping">What else to split by.</param>
    Task<IReadOnlyList<LogBucket>> AggregateAsync(
        LogFilter filter, TimeSpan bucket, LogGrouping grouping, CancellationToken cancellationToken);

    /// <summary>Removes records of a stream older than <paramref name="before"/>.</summary>
    /// <returns>How many went.</returns>
    Task<long> TrimAsync(string stream, DateTimeOffset before, CancellationToken cancellationToken);
}
