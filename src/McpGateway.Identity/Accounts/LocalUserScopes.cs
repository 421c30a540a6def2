using McpGateway.Access;
using McpGateway.Access.Decisions;
using McpGateway.Identity.Clients;
using McpGateway.Identity.Users;

namespace McpGateway.Identity.Accounts;

/// <summary>The scopes of local accounts, for explanations of access.</summary>
internal sealed class LocalUserScopes(IUserDirectory users, ManagedClients clients, AccessSnapshotHolder policies) : IUserScopes
{
    public Task<IReadOnlyList<string>?> FindAsync(string userName, CancellationToken cancellationToken)
    {
        var groups = users.Current.Find(userName)?.Groups ?? clients.Current.Find(userName)?.Groups;
        return Task.FromResult(groups is null ? null : policies.Current.ScopesOf(groups));
    }
}
