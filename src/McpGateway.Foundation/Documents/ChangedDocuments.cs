namespace McpGateway.Foundation.Documents;

/// <summary>
/// Documents read during one delivery of changes, each at most once. A read that fails is not kept: the next handler tries again.
/// </summary>
internal sealed class ChangedDocuments(IDocumentStorage storage)
{
    private readonly Dictionary<(string Kind, string Key), object?> _read = [];

    public async Task<Document<T>?> FindAsync<T>(DocumentKind<T> kind, string key, CancellationToken cancellationToken)
        where T : class
    {
        if (_read.TryGetValue((kind.Name, key), out var known))
        {
            return (Document<T>?)known;
        }

        var document = await storage.FindAsync(kind, key, cancellationToken);
        _read[(kind.Name, key)] = document;
        return document;
    }
}
