using McpGateway.Access.Decisions;
using McpGateway.Access.Scopes;
using McpGateway.Foundation.Documents;

namespace McpGateway.Access.Groups;

/// <summary>
/// What other features add to their own batch, so that a server and the rules that name it change in one transaction. The scopes are
/// written with the versions that were read: a conflict means that the caller prepares its batch again.
/// </summary>
public sealed class ScopeWrites(ScopeRepository scopes, TimeProvider time)
{
    /// <summary>
    /// Adds a server to the two scopes of those who may use every server, when they exist and do not cover it already. For the batch that
    /// registers a server or stores its tools.
    /// </summary>
    public async Task AddServerToUnrestrictedAsync(
        DocumentBatch batch, string path, IReadOnlyCollection<string> tools, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(path);
        foreach (var name in (string[])[PermissionRules.UnrestrictedRead, PermissionRules.UnrestrictedExecute])
        {
            if (await scopes.FindAsync(name, cancellationToken) is { } document && !ScopeEdits.CoversEveryServer(document.Value))
            {
                Put(batch, document, ScopeEdits.AddServer(document.Value, path.Trim('/'), tools));
            }
        }
    }

    private void Put(DocumentBatch batch, Document<ScopeRecord> document, ScopeRecord next)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (!ReferenceEquals(next, document.Value))
        {
            batch.Put(ScopeRepository.Scopes, document.Key, next with { UpdatedAt = time.GetUtcNow() }, document.Version);
        }
    }
}
