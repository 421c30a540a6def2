using McpGateway.Foundation.Auditing;

namespace McpGateway.Foundation.Documents;

/// <summary>
/// Port: turns commits into events of the audit. Asked for every commit, so no operation can forget it; the storage writes the events in
/// the transaction of the commit, so neither is there without the other.
/// </summary>
public interface IChangeAudit
{
    /// <summary>Notes who commits, while that is known. The commit itself may come later.</summary>
    /// <returns>Null when nothing of the batch is audited.</returns>
    ICommitAudit? Begin(DocumentBatch batch);
}

/// <summary>The audit's side of one commit.</summary>
public interface ICommitAudit
{
    /// <summary>Whether the storage has to read what the write replaces.</summary>
    bool Concerns(DocumentWrite write);

    /// <summary>The events of what has changed, in their order. Called within the transaction; again when that is repeated.</summary>
    /// <param name="effects">The writes that the audit is concerned with and that changed something.</param>
    /// <param name="revision">The revision of the commit.</param>
    /// <param name="at">Its time.</param>
    IReadOnlyList<AuditEvent> EventsOf(IReadOnlyList<DocumentEffect> effects, long revision, DateTimeOffset at);
}

/// <summary>What a write did.</summary>
/// <param name="Write">The write.</param>
/// <param name="Before">The body that it replaced, opened; null when there was no live document.</param>
/// <param name="IsSealed">Whether the kind is encrypted at rest: a deletion does not say so itself.</param>
public sealed record DocumentEffect(DocumentWrite Write, byte[]? Before, bool IsSealed);
