namespace McpGateway.Foundation.Documents;

/// <summary>A stored document.</summary>
/// <param name="Key">Unique within its kind; compared byte by byte as UTF-8, see <see cref="DocumentKey"/>.</param>
/// <param name="Version">
/// 1 for a document that never existed, plus 1 for each change. What optimistic concurrency compares. A key that is used again soon after
/// its document was deleted goes on counting, so that a version read before the deletion does not match the new document.
/// </param>
/// <param name="Revision">The store-wide revision of the commit that wrote it.</param>
/// <param name="Value">The document itself.</param>
public sealed record Document<T>(string Key, long Version, long Revision, T Value)
    where T : class;

/// <summary>
/// One entry of the change feed: which document changed. What it became is read through <see cref="ChangeSet.FindAsync{T}"/>.
/// </summary>
public sealed record DocumentChange(string Kind, string Key, long Revision, bool IsDeleted);
