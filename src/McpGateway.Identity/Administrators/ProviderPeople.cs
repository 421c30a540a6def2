using McpGateway.Foundation.Auditing;
using McpGateway.Foundation.Documents;
using McpGateway.Identity.Providers;
using McpGateway.Identity.Sessions;
using McpGateway.Identity.Users;
using Microsoft.Extensions.Options;

namespace McpGateway.Identity.Administrators;

/// <summary>
/// People of the identity providers who are known to exist because they signed in: their sessions hold the groups that the provider stated.
/// Tokens say nothing here: a provider's may be a machine's, and the gateway's own may be years from the sign-in.
/// </summary>
internal sealed class ProviderPeople(IDocumentStorage store, IOptions<ConfiguredProviders> providers, TimeProvider time)
{
    /// <returns>The groups of each who has a session that is in force.</returns>
    public async Task<IReadOnlyList<IReadOnlyList<string>>> ListAsync(CancellationToken cancellationToken)
    {
        if (providers.Value.Definitions.Count == 0)
        {
            return [];
        }

        var sessions = await store.ListAsync(SessionStore.Kind, cancellationToken);
        var revoked = await store.ListAsync(SubjectRevocation.Kind, cancellationToken);
        var voided = new UserSnapshot([], revoked.Select(static document => document.Value));
        var now = time.GetUtcNow();
        return
        [
            .. sessions.Select(static document => document.Value)
                .Where(session => IsConfigured(session.Provider) && session.ExpiresAt > now
                    && !voided.IsVoided(session.Subject, session.CreatedAt))
                .GroupBy(static session => session.Subject, StringComparer.Ordinal)
                .Select(static person => person.MaxBy(static session => session.CreatedAt)!.Groups),
        ];
    }

    /// <summary>Whether who acts is a person who signed in with a provider.</summary>
    public bool Holds(AuditScope scope) =>
        scope.Caller is { } caller && scope.Credential?.Kind == SessionHint.Kind && IsConfigured(caller.Provider);

    private bool IsConfigured(string provider) => providers.Value.Definitions.Any(definition => definition.Name == provider);
}
