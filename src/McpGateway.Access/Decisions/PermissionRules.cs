using McpGateway.Foundation;

namespace McpGateway.Access.Decisions;

/// <summary>
/// Registry permissions from scopes. Only scopes that exist count: a name in a credential that the policy does not know grants nothing.
/// <para>
/// <b>Administrator</b>: a scope grants <c>register_service</c>, <c>modify_service</c> and <c>toggle_service</c>, each on <c>all</c>;
/// and either that scope is named <c>registry-admins</c> or <c>mcp-registry-admin</c>, or a rule of the caller's scopes has server <c>*</c>
/// with methods <c>all</c> (or <c>*</c>). Access to every server alone makes nobody an administrator, nor does one permission on all
/// servers.
/// </para>
/// <para>
/// <b>Modifies servers</b>: administrators, holders of <c>mcp-servers-unrestricted/execute</c>, and, outside the group
/// <c>mcp-registry-user</c>, holders of any scope with <c>/execute</c> in its name.
/// </para>
/// </summary>
internal static class PermissionRules
{
    internal const string UnrestrictedRead = "mcp-servers-unrestricted/read";
    internal const string UnrestrictedExecute = "mcp-servers-unrestricted/execute";

    private const string UserGroup = "mcp-registry-user";

    public static CallerPermissions Merge(IReadOnlyList<CompiledScope> scopes)
    {
        var actions = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var grants in scopes.SelectMany(
            static scope => scope.Record.UiPermissions).GroupBy(static grant => grant.Key, StringComparer.Ordinal))
        {
            actions[grants.Key] = [.. grants.SelectMany(static grant => grant.Value).Distinct(StringComparer.Ordinal)];
        }

        var isAdmin = IsAdmin(scopes);
        return new CallerPermissions
        {
            IsAdmin = isAdmin,
            CanModifyServers = isAdmin || scopes.Any(static scope => scope.Name.Contains("/execute", StringComparison.Ordinal)),
            UiPermissions = actions,
            AccessibleServers = [.. scopes.SelectMany(static scope => scope.Servers).Distinct(StringComparer.Ordinal)],
        };
    }

    public static CallerPermissions ForGroups(CompiledAccess access, IReadOnlyList<string> groups)
    {
        var permissions = access.Permissions;
        var isHeldBack = permissions is { CanModifyServers: true, IsAdmin: false }
            && groups.Contains(UserGroup)
            && !access.Scopes.Any(static scope => scope.Name == UnrestrictedExecute);
        return isHeldBack ? permissions with { CanModifyServers = false } : permissions;
    }

    private static bool IsAdmin(IReadOnlyList<CompiledScope> scopes)
    {
        var reachesEverything = scopes.Any(static scope => scope.AnyServer.Any(static rule => ServerAccess.IsEverything(rule.Methods)));
        return scopes.Any(
            scope => scope.AdministersServers && (reachesEverything || scope.Name is "registry-admins" or "mcp-registry-admin"));
    }
}
