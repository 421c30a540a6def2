using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Registry.Servers;

/// <summary>Another version becomes a server's default: what is kept of the two changes its keys.</summary>
/// <param name="Path">Key of the default, before and after.</param>
/// <param name="Former">Key that the former default gets.</param>
/// <param name="Next">Key that the new default had.</param>
public sealed record DefaultChange(string Path, string Former, string Next)
{
    /// <summary>Adds the moves of one kind of documents. Nothing of one version stays under the key of the other.</summary>
    public async Task AddAsync<T>(
        DocumentStore documents, DocumentKind<T> kind, DocumentBatch batch, CancellationToken cancellationToken)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(documents);
        ArgumentNullException.ThrowIfNull(batch);
        var former = await documents.FindAsync(kind, Path, cancellationToken);
        var next = await documents.FindAsync(kind, Next, cancellationToken);
        Add(kind, Former, former?.Value, null, batch);
        Add(kind, Path, next?.Value, former?.Version, batch);
        if (next is not null)
        {
            batch.Delete(kind, Next, next.Version);
        }
    }

    private static void Add<T>(DocumentKind<T> kind, string key, T? value, long? version, DocumentBatch batch)
        where T : class
    {
        if (value is not null)
        {
            batch.Put(kind, key, value, version);
        }
        else if (version is not null)
        {
            batch.Delete(kind, key, version);
        }
    }
}
