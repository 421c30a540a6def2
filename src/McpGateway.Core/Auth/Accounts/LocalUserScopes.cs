using McpGateway.Core.Access;
using McpGateway.Core.Access.Decisions;
using McpGateway.Core.Auth.AuthorizationServer.Clients;
using McpGateway.Core.Auth.Users;

namespace McpGateway.Core.Auth.Accounts;

/// <summary>The scopes of local accounts, for explanations of access.</summary>
internal sealed class LocalUserScopes(IUserDirectory users, ManagedClients clients, AccessSnapshotHolder policies) : IUserScopes
{
    public Task<IReadOnlyList<string>?> FindAsync(string userName, CancellationToken cancellationToken)
    {
        var groups = users.Current.Find(userName)?.Groups ?? clients.Current.Find(userName)?.Groups;
        return Task.FromResult(groups is null ? null : policies.Current.ScopesOf(groups));
    }
}
