namespace McpGateway.Storage.Transfer;

/// <summary>A row of documents as it is stored: live, expired or a tombstone, with its body as it lies there.</summary>
internal sealed record StoredDocument(
    string Kind, string Key, long Version, long Revision, string? Owner, long? ExpiresAt, bool IsSealed, bool IsDeleted, byte[]? Body);

/// <summary>The mark of a commit (ADR 34).</summary>
internal sealed record StoredCommit(long Revision, long Mark, long At);

/// <summary>Where a store is.</summary>
/// <param name="Revision">Of the newest commit.</param>
/// <param name="Trimmed">Up to here deletions are forgotten.</param>
/// <param name="Epoch">Names the history of the store; a copy gets one of its own.</param>
/// <param name="Keys">As <see cref="Sql.KeyCheck.Keys"/>.</param>
internal sealed record StoreState(long Revision, long Trimmed, string Epoch, IReadOnlyList<string> Keys);
