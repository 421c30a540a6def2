namespace McpGateway.Foundation.Documents;

/// <summary>
/// A point in the history of commits. A revision alone does not name one: after a failover that lost commits, or a restored backup, the
/// same numbers are given out again for other commits.
/// </summary>
/// <param name="Revision">The revision of the newest commit up to this point; 0 before the first.</param>
/// <param name="Mark">What that commit drew at random; null for one that was made before there were marks, or by an older release.</param>
/// <param name="Epoch">Which history it is. Drawn when the store is made, and anew by whoever exchanges its contents on purpose.</param>
/// <param name="Instance">Which run of the database server answered; empty where it lives in this process.</param>
public sealed record StorePosition(long Revision, long? Mark, string Epoch, string Instance);

/// <summary>What the change feed has after a position.</summary>
/// <param name="Newest">The position of a reader that has applied the changes, or has loaded everything afterwards.</param>
/// <param name="Changes">Oldest first, one entry per document; null when everything must be loaded again.</param>
/// <param name="Break">Why everything must be loaded again.</param>
public sealed record FeedReading(StorePosition Newest, IReadOnlyList<DocumentChange>? Changes, FeedBreak Break);

/// <summary>Why the changes after a position cannot be told.</summary>
public enum FeedBreak
{
    None,

    /// <summary>Deletions after the position are no longer on record.</summary>
    Forgotten,

    /// <summary>The store does not contain the commit of the position: it went back, or its contents are others.</summary>
    OtherHistory,

    /// <summary>
    /// Another server answers, or the same after a restart. The commits may all be there; but what was read from the former one after the
    /// position may not.
    /// </summary>
    OtherServer,
}
