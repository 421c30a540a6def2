namespace McpGateway.Foundation.Auditing;

/// <summary>
/// Port to the stored audit: a chain of events for each stream (ADR 42). What a commit changes is written by the commit itself; here comes
/// what changes nothing in the store. Every adapter passes <c>AuditTrailContract</c>.
/// </summary>
public interface IAuditTrail
{
    /// <summary>The most events of one page.</summary>
    const int MaxPageSize = 1_000;

    /// <summary>
    /// Appends events to their streams, in one transaction. Durable when it returns. One that is there already (<see
    /// cref="AuditEvent.EventId"/>) is left out: whoever does not know whether an append came through brings the same events again.
    /// </summary>
    Task AppendAsync(IReadOnlyList<AuditEvent> events, CancellationToken cancellationToken);

    /// <summary>A page of matching events, newest first.</summary>
    /// <returns><see cref="ErrorKind.Invalid"/> when the cursor is not one of ours or the page size is out of range.</returns>
    Task<Result<AuditRows>> QueryAsync(AuditFilter filter, string? cursor, int pageSize, CancellationToken cancellationToken);

    /// <summary>Events of a stream after <paramref name="after"/>, oldest first.</summary>
    Task<IReadOnlyList<AuditRow>> ReadAsync(string stream, long after, int count, CancellationToken cancellationToken);

    /// <summary>The ends of all streams.</summary>
    Task<IReadOnlyList<AuditHead>> ReadHeadsAsync(CancellationToken cancellationToken);

    /// <summary>Counts of matching events by everything of which there are only so many values, in one reading.</summary>
    Task<IReadOnlyList<AuditTally>> CountAsync(AuditFilter filter, CancellationToken cancellationToken);

    /// <summary>Counts of matching events by user, the most frequent first: there may be any number of names.</summary>
    Task<IReadOnlyList<AuditCount>> CountUsersAsync(AuditFilter filter, int top, CancellationToken cancellationToken);

    /// <summary>Signed statements about all streams, by stream and number.</summary>
    Task<IReadOnlyList<AuditSigned>> ListStatementsAsync(CancellationToken cancellationToken);

    /// <summary>The signed statement about the newest event of a stream; where several are about that one, the checkpoint.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="until">Of the statements that were made by then; null for all.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    Task<AuditSigned?> FindNewestStatementAsync(string stream, DateTimeOffset? until, CancellationToken cancellationToken);

    Task AddStatementAsync(AuditSigned statement, CancellationToken cancellationToken);

    /// <summary>
    /// Removes the events of a stream up to a number and the statements about them, some at a time, so that writers hardly wait.
    /// </summary>
    /// <returns>How many events went.</returns>
    Task<long> RemoveAsync(string stream, long upTo, CancellationToken cancellationToken);

    /// <summary>How far a receiver is in each stream; streams of which it has nothing are left out.</summary>
    Task<IReadOnlyDictionary<string, AuditDelivery>> ReadDeliveriesAsync(string receiver, CancellationToken cancellationToken);

    Task WriteDeliveryAsync(string receiver, string stream, AuditDelivery delivery, CancellationToken cancellationToken);
}
