using McpGateway.Access.Scopes;
using McpGateway.Foundation.Documents;
using McpGateway.Identity.Clients;
using McpGateway.Identity.Credentials;
using McpGateway.Identity.Sessions;
using McpGateway.Identity.Users;

namespace McpGateway.Identity.Authentication;

/// <summary>
/// Brings revocations and changed rights to the cached credentials at once, on every replica. Registered after the followers of
/// scopes and accounts, so that it sees their new state.
/// </summary>
internal sealed class CredentialChangeHandler(
    DocumentStore ledger, RevokedTokens revoked, BearerCredentials bearers, SessionStore sessions) : IChangeHandler
{
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        foreach (var document in await ledger.ListAsync(RevokedTokens.Kind, cancellationToken))
        {
            revoked.Add(document.Value);
            bearers.Revoke(document.Key);
        }

        // Also called when changes were missed: which sessions ended meanwhile is not known, so all are read again.
        sessions.ForgetAll();
        bearers.Refresh();
    }

    public async Task ApplyAsync(IReadOnlyList<DocumentChange> changes, CancellationToken cancellationToken)
    {
        var rightsChanged = false;
        foreach (var change in changes)
        {
            if (change.Kind == RevokedTokens.Kind.Name)
            {
                await RevokeAsync(change, cancellationToken);
            }
            else if (change.Kind == SessionStore.Kind.Name)
            {
                sessions.Forget(change.Key, change.IsDeleted);
            }
            else
            {
                rightsChanged |= LocalUserDirectory.IsAbout(change.Kind)
                    || change.Kind == ScopeRepository.Scopes.Name
                    || change.Kind == ManagedClients.Kind.Name;
            }
        }

        if (rightsChanged)
        {
            bearers.Refresh();
            sessions.Refresh();
        }
    }

    private async Task RevokeAsync(DocumentChange change, CancellationToken cancellationToken)
    {
        // An entry that is gone belongs to a token that has expired; its id stays refused until it is trimmed.
        if (await ledger.FindAsync(RevokedTokens.Kind, change.Key, cancellationToken) is { } document)
        {
            revoked.Add(document.Value);
            bearers.Revoke(change.Key);
        }
    }
}
