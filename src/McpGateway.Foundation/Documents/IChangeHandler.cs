namespace McpGateway.Foundation.Documents;

/// <summary>
/// Follows committed changes: route table, access policy, search index, health schedule. Called one batch at a time, in order of
/// revision, before the commit that caused it returns on this replica, so that a caller reads its own writes.
/// Must be quick: queue anything that is not. A thrown exception is logged, and the same changes are delivered again.
/// </summary>
public interface IChangeHandler
{
    /// <summary>Loads the whole state once, before the first changes and before traffic is accepted.</summary>
    Task LoadAsync(CancellationToken cancellationToken);

    /// <summary>Applies changes. Idempotent: the same change may come twice.</summary>
    Task ApplyAsync(IReadOnlyList<DocumentChange> changes, CancellationToken cancellationToken);
}
