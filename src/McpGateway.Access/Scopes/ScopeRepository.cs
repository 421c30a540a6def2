using McpGateway.Foundation.Documents;

namespace McpGateway.Access.Scopes;

/// <summary>
/// Reads scopes. Writes are prepared as a <see cref="DocumentBatch"/> of <see cref="Scopes"/> and committed by <see cref="DocumentStore"/>.
/// </summary>
public sealed class ScopeRepository(DocumentStore documents)
{
    public static readonly DocumentKind<ScopeRecord> Scopes = new("scopes", ScopesJsonContext.Default.ScopeRecord);

    public Task<Document<ScopeRecord>?> FindAsync(string name, CancellationToken cancellationToken) =>
        documents.FindAsync(Scopes, name, cancellationToken);

    public Task<IReadOnlyList<Document<ScopeRecord>>> ListAsync(CancellationToken cancellationToken) =>
        documents.ListAsync(Scopes, cancellationToken);
}
