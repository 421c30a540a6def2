using McpGateway.Core.Access;
using McpGateway.Core.Access.Decisions;

namespace McpGateway.Core.Auth.Users;

/// <summary>Local accounts, as the access policy's explanations and previews need them.</summary>
internal sealed class KnownLocalUsers(IUserDirectory users, AccessSnapshotHolder policy) : IKnownUsers, IUserScopes
{
    public IReadOnlyList<KnownUser> List() =>
        [.. users.Current.Users.OrderBy(static user => user.UserName, StringComparer.Ordinal).Select(static user => new KnownUser(user.UserName, user.Groups, user.IsEnabled))];

    public Task<IReadOnlyList<string>?> FindAsync(string userName, CancellationToken cancellationToken) =>
        Task.FromResult(users.Current.Find(userName) is { } user ? policy.Current.ScopesOf(user.Groups) : null);
}
