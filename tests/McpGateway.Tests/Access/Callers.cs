using McpGateway.Access.Decisions;
using McpGateway.Foundation;

namespace McpGateway.Tests.Access;

/// <summary>Callers for tests.</summary>
internal static class Callers
{
    public static readonly Caller Admin = With() with { Permissions = CallerPermissions.None with { IsAdmin = true } };

    public static Caller With(params string[] scopes) => new()
    {
        UserName = "bob",
        Subject = "local:bob",
        Groups = [],
        Scopes = scopes,
        AuthMethod = "traditional",
        Provider = "local",
        Permissions = CallerPermissions.None,
    };

    public static Caller Member(AccessSnapshot snapshot, params string[] groups)
    {
        var scopes = snapshot.ScopesOf(groups);
        return With() with { Groups = groups, Scopes = scopes, Permissions = snapshot.PermissionsOf(groups, scopes) };
    }
}
