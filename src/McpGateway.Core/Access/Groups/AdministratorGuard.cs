using McpGateway.Core.Access.Decisions;

namespace McpGateway.Core.Access.Groups;

/// <summary>Keeps a change from locking everybody out: some group must go on being the administrators'.</summary>
internal static class AdministratorGuard
{
    public static bool Survives(IEnumerable<ScopeRecord> scopes)
    {
        var after = new AccessSnapshot([.. scopes.Select(static scope => new CompiledScope(scope))], toolsOpenMethods: false, version: 0);
        return after.Groups.Any(group => after.PermissionsOf([group], after.ScopesOf([group])).IsAdmin);
    }
}
