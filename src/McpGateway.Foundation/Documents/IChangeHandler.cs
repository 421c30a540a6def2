namespace McpGateway.Foundation.Documents;

/// <summary>
/// Is told of committed changes: route table, access policy, search index, health schedule. Called with one change set at a time, in order
/// of revision, before the commit that caused it returns on this replica, so that a caller reads its own writes.
/// Must be quick: queue anything that is not. A thrown exception is logged, keeps no other handler from the changes, and the same changes
/// are delivered again.
/// </summary>
public interface IChangeHandler
{
    /// <summary>When the handler is called, relative to the others. Constant for the life of the handler.</summary>
    ChangePhase Phase { get; }

    /// <summary>
    /// Loads the whole state: once before the first changes and before traffic is accepted, and again when changes were missed because the
    /// store no longer lists them.
    /// </summary>
    Task LoadAsync(CancellationToken cancellationToken);

    /// <summary>Applies changes. Idempotent: the same change may come twice.</summary>
    Task ApplyAsync(ChangeSet changes, CancellationToken cancellationToken);
}

/// <summary>
/// The order in which handlers are loaded and told of changes, whatever the order of their registration: every handler of a phase comes
/// before those of the next. Within a phase no handler may depend on another.
/// </summary>
public enum ChangePhase
{
    /// <summary>Copies of documents in memory, which requests and later phases read.</summary>
    Snapshot,

    /// <summary>What is made of documents or snapshots: routes, cached credentials, schedules, the search index.</summary>
    Derived,

    /// <summary>Telling others, who then read the state of the phases before.</summary>
    Notify,
}
