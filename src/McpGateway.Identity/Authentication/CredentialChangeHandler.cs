using McpGateway.Access.Scopes;
using McpGateway.Foundation.Documents;
using McpGateway.Identity.Clients;
using McpGateway.Identity.Credentials;
using McpGateway.Identity.Sessions;
using McpGateway.Identity.Users;

namespace McpGateway.Identity.Authentication;

/// <summary>
/// Brings revocations and changed rights to the cached credentials at once, on every replica. Derived from the snapshots of scopes,
/// accounts and clients, which are new when it is called.
/// </summary>
internal sealed class CredentialChangeHandler(
    DocumentStore documents, RevokedTokens revoked, BearerCredentials bearers, SessionStore sessions) : IChangeHandler
{
    public ChangePhase Phase => ChangePhase.Derived;

    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        foreach (var document in await documents.ListAsync(RevokedTokens.Kind, cancellationToken))
        {
            revoked.Add(document.Value);
            bearers.Revoke(document.Key);
        }

        // Also called when changes were missed: which sessions ended meanwhile is not known, so all are read again.
        sessions.ForgetAll();
        bearers.Refresh();
    }

    public async Task ApplyAsync(ChangeSet changes, CancellationToken cancellationToken)
    {
        var rightsChanged = false;
        foreach (var change in changes.Changes)
        {
            if (change.Kind == RevokedTokens.Kind.Name)
            {
                await RevokeAsync(changes, change.Key, cancellationToken);
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

    private async Task RevokeAsync(ChangeSet changes, string id, CancellationToken cancellationToken)
    {
        // An entry that is gone belongs to a token that has expired; its id stays refused until it is trimmed.
        if (await changes.FindAsync(RevokedTokens.Kind, id, cancellationToken) is { } document)
        {
            revoked.Add(document.Value);
            bearers.Revoke(id);
        }
    }
}
