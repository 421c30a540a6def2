using McpGateway.Access;

namespace McpGateway.Identity.Users;

/// <summary>Local accounts, as the access policy's previews need them.</summary>
internal sealed class KnownLocalUsers(IUserDirectory users) : IKnownUsers
{
    public IReadOnlyList<KnownUser> List() =>
        [.. users.Current.Users.OrderBy(
            static user => user.UserName,
            StringComparer.Ordinal).Select(Of)];

    internal static KnownUser Of(UserRecord user) => new(user.UserName, user.Groups, user.IsEnabled, user.SubjectOf());
}
