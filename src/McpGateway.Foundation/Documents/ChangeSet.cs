namespace McpGateway.Foundation.Documents;

/// <summary>
/// Changes that are delivered together, and the documents as they are now. A document is read from the store at most once for all handlers,
/// when the first of them asks for it. Used by one handler after the other, never at the same time.
/// </summary>
public sealed class ChangeSet
{
    private readonly ChangedDocuments _documents;

    internal ChangeSet(IReadOnlyList<DocumentChange> changes, ChangedDocuments documents) => (Changes, _documents) = (changes, documents);

    /// <summary>Oldest first, one entry per document, at least one.</summary>
    public IReadOnlyList<DocumentChange> Changes { get; }

    /// <summary>The revision of the newest change.</summary>
    public long Revision => Changes[^1].Revision;

    /// <summary>Whether a document of this kind changed.</summary>
    public bool Touches<T>(DocumentKind<T> kind)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(kind);
        return Changes.Any(change => change.Kind == kind.Name);
    }

    /// <summary>The keys of the changed documents of these kinds, each once. For kinds whose documents share their keys.</summary>
    /// <param name="kinds">Names of kinds.</param>
    public IReadOnlyCollection<string> KeysOf(params ReadOnlySpan<string> kinds)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var change in Changes)
        {
            if (kinds.Contains(change.Kind))
            {
                keys.Add(change.Key);
            }
        }

        return keys;
    }

    /// <summary>The document as the store has it now, at least as new as this change set. It need not be one that changed.</summary>
    /// <returns>Null when there is none, or it was deleted.</returns>
    public Task<Document<T>?> FindAsync<T>(DocumentKind<T> kind, string key, CancellationToken cancellationToken)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(kind);
        return _documents.FindAsync(kind, key, cancellationToken);
    }

    /// <summary>The changes after <paramref name="revision"/>, with the same documents.</summary>
    internal ChangeSet After(long revision) => new([.. Changes.Where(change => change.Revision > revision)], _documents);
}
