namespace McpGateway.Foundation.Records;

/// <summary>
/// Port to append-only records: calls, audit, metrics. Writers bring batches; readers page backwards in time. Every adapter passes
/// <c>RecordLogContract</c>.
/// </summary>
public interface IRecordLog
{
    /// <summary>The most records of one page.</summary>
    const int MaxPageSize = 1000;

    /// <summary>
    /// Appends all entries, and adds them to the sums that <see cref="IRecordSeries"/> reads. Durable when it returns. The entries of one
    /// period (a day, UTC) are one transaction; a batch that fails in part is completed by bringing it again under its name.
    /// </summary>
    /// <param name="entries">The records.</param>
    /// <param name="batch">The name under which the batch is stored once; null where nobody brings it again.</param>
    /// <param name="cancellationToken">Heeded until the work begins.</param>
    Task AppendAsync(IReadOnlyList<LogEntry> entries, LogBatchId? batch, CancellationToken cancellationToken);

    /// <summary>A page of matching records, newest first.</summary>
    /// <param name="filter">Which records.</param>
    /// <param name="cursor"><see cref="LogPage.Next"/> of the page before, or null for the first page.</param>
    /// <param name="pageSize">1 to <see cref="MaxPageSize"/>.</param>
    /// <returns>
    /// <see cref="ErrorKind.Invalid"/> when the cursor or the filter's id is not one of ours or the page size is out of range.
    /// </returns>
    Task<Result<LogPage>> QueryAsync(LogFilter filter, string? cursor, int pageSize, CancellationToken cancellationToken);

    /// <summary>
    /// Counts and percentiles (nearest rank) per time bucket and group, oldest first, from the records themselves: exact, and for hours
    /// rather than weeks; <see cref="IRecordSeries"/> answers about those. Buckets without a record are left out.
    /// </summary>
    /// <param name="filter">Which records.</param>
    /// <param name="bucket">Width of a bucket, at least one second; buckets start at multiples of it since 1970.</param>
    /// <param name="grouping">What else to split by.</param>
    Task<IReadOnlyList<LogBucket>> AggregateAsync(
        LogFilter filter, TimeSpan bucket, LogGrouping grouping, CancellationToken cancellationToken);

    /// <summary>
    /// Drops the periods of a stream that ended at <paramref name="before"/> or earlier, whole: a record may live a period longer. Their
    /// sums by the hour are kept, see <see cref="IRecordSeries.TrimAsync"/>. Writers and readers go on meanwhile; on several replicas at
    /// once one does it.
    /// </summary>
    /// <returns>How many records went.</returns>
    Task<long> TrimAsync(string stream, DateTimeOffset before, CancellationToken cancellationToken);

    /// <summary>
    /// Upkeep, to be called every some seconds: makes the period that comes next, packs small blocks of the newest periods into large ones,
    /// and moves records of earlier releases. Short where there is nothing to do; on several replicas at once one does it.
    /// </summary>
    /// <param name="stream">The stream.</param>
    /// <param name="now">The present: its period and the next one are made.</param>
    /// <param name="cancellationToken">Ends the work between two steps.</param>
    /// <returns>Whether there is more to do at once.</returns>
    Task<bool> MaintainAsync(string stream, DateTimeOffset now, CancellationToken cancellationToken);
}

public static class RecordLogExtensions
{
    /// <summary>Appends entries that nobody brings again.</summary>
    public static Task AppendAsync(this IRecordLog log, IReadOnlyList<LogEntry> entries, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(log);
        return log.AppendAsync(entries, null, cancellationToken);
    }
}
