using McpGateway.Access.Decisions;
using McpGateway.Access.Scopes;
using McpGateway.Foundation;

namespace McpGateway.Access.Groups;

/// <summary>
/// Keeps a change from locking everybody out: some group must go on being the administrators'. Whether a person is in it is another question,
/// which the commit asks where accounts are known.
/// </summary>
public static class AdministratorGuard
{
    public static readonly Error Refusal = new(ErrorKind.Forbidden, "This change would leave no administrators.");

    public static bool Survives(IEnumerable<ScopeRecord> scopes)
    {
        var after = new AccessSnapshot([.. scopes.Select(static scope => new CompiledScope(scope))], toolsOpenMethods: false, version: 0);
        return after.Groups.Any(group => after.PermissionsOf([group], after.ScopesOf([group])).IsAdmin);
    }
}
