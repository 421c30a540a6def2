using McpGateway.Foundation.Documents;

namespace McpGateway.Access.Scopes;

/// <summary>Reads scopes. Writes are prepared as a <see cref="DocumentBatch"/> of <see cref="Scopes"/> and committed by the ledger.</summary>
public sealed class ScopeRepository(DocumentStore ledger)
{
    public static readonly DocumentKind<ScopeRecord> Scopes = new("scopes", ScopesJsonContext.Default.ScopeRecord);

    public Task<Document<ScopeRecord>?> FindAsync(string name, CancellationToken cancellationToken) =>
        ledger.FindAsync(Scopes, name, cancellationToken);

    public Task<IReadOnlyList<Document<ScopeRecord>>> ListAsync(CancellationToken cancellationToken) =>
        ledger.ListAsync(Scopes, cancellationToken);
}
