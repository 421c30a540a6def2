using System.Text.Json;

namespace McpGateway.Foundation.Documents;

/// <summary>
/// Writes that happen together or not at all. Built by a repository, committed by <see cref="DocumentStore"/>.
/// </summary>
public sealed class DocumentBatch
{
    /// <summary>The expected version of a document that must not exist yet.</summary>
    public const long Absent = 0;

    private readonly List<DocumentWrite> _writes = [];

    public IReadOnlyList<DocumentWrite> Writes => _writes;

    /// <summary>See <see cref="AsRevocation"/>.</summary>
    public bool IsRevocation { get; private set; }

    /// <summary>What the audit has to say of the commit; null when that is nothing. Set when it is committed.</summary>
    public ICommitAudit? Audit { get; internal set; }

    /// <summary>Called when it is stored: what <see cref="ICommitListener"/> noted. Set when it is committed.</summary>
    internal IReadOnlyList<Action> Stored { get; set; } = [];

    /// <summary>The same commit with other writes.</summary>
    internal DocumentBatch With(IEnumerable<DocumentWrite> writes)
    {
        var batch = Of(writes, Audit);
        batch.Stored = Stored;
        return batch;
    }

    internal static DocumentBatch Of(IEnumerable<DocumentWrite> writes, ICommitAudit? audit = null)
    {
        var batch = new DocumentBatch { Audit = audit };
        batch._writes.AddRange(writes);
        return batch;
    }

    /// <summary>
    /// The batch takes rights away: it is in force in this process at once, also while the store is full, read-only or slow, and is stored
    /// when the store can take it.
    /// </summary>
    /// <param name="isRevocation">Whether it does; for changes that may.</param>
    public DocumentBatch AsRevocation(bool isRevocation = true)
    {
        IsRevocation = isRevocation;
        return this;
    }

    /// <summary>Adds or replaces a document.</summary>
    /// <param name="expectedVersion">The version that was read, <see cref="Absent"/> for a new document, or null to write whatever is
    /// there.</param>
    public DocumentBatch Put<T>(DocumentKind<T> kind, string key, T value, long? expectedVersion)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(kind);
        DocumentKey.ThrowIfInvalid(key);
        ArgumentNullException.ThrowIfNull(value);
        var owner = kind.OwnerOf?.Invoke(value);
        if (owner is not null)
        {
            DocumentKey.ThrowIfInvalid(owner);
        }

        _writes.Add(new(kind.Name, key, expectedVersion, JsonSerializer.SerializeToUtf8Bytes(value, kind.Json))
        {
            IsSealed = kind.IsSealed,
            Owner = owner,
            ExpiresAt = kind.ExpiryOf?.Invoke(value),
        });
        return this;
    }

    /// <summary>Deletes a document; deleting what does not exist is not an error unless a version is expected.</summary>
    public DocumentBatch Delete<T>(DocumentKind<T> kind, string key, long? expectedVersion)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(kind);
        DocumentKey.ThrowIfInvalid(key);
        _writes.Add(new(kind.Name, key, expectedVersion, null));
        return this;
    }
}

/// <summary>One write of a batch. A null <paramref name="Body"/> deletes.</summary>
public sealed record DocumentWrite(string Kind, string Key, long? ExpectedVersion, byte[]? Body)
{
    public bool IsSealed { get; init; }

    public string? Owner { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }
}
