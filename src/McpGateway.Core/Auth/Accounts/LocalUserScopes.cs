using McpGateway.Core.Access;
using McpGateway.Core.Access.Decisions;
using McpGateway.Core.Auth.Users;

namespace McpGateway.Core.Auth.Accounts;

/// <summary>The scopes of local accounts, for explanations of access.</summary>
internal sealed class LocalUserScopes(IUserDirectory users, AccessSnapshotHolder policies) : IUserScopes
{
    public Task<IReadOnlyList<string>?> FindAsync(string userName, CancellationToken cancellationToken)
    {
        var accounts = users.Current;
        var groups = accounts.Find(userName)?.Groups ?? accounts.FindServiceAccount(userName)?.Groups;
        return Task.FromResult(groups is null ? null : policies.Current.ScopesOf(groups));
    }
}
