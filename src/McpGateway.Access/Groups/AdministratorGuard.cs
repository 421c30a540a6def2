using McpGateway.Access.Decisions;
using McpGateway.Access.Scopes;
using McpGateway.Foundation;

namespace McpGateway.Access.Groups;

/// <summary>
/// Refuses changes of the scopes after which no group would have the rights of an administrator. Whether that group has a member is checked
/// by the commit guard of the accounts.
/// </summary>
public static class AdministratorGuard
{
    public static readonly Error Refusal = new(ErrorKind.Forbidden, "This change would leave no administrators.");

    /// <summary>
    /// Whether some group has the rights of an administrator under <paramref name="scopes"/>, which are all that there are to be.
    /// </summary>
    public static bool HasAdministrator(IEnumerable<ScopeRecord> scopes)
    {
        var after = new AccessSnapshot([.. scopes.Select(static scope => new CompiledScope(scope))], toolsOpenMethods: false, version: 0);
        return after.Groups.Any(group => after.PermissionsOf([group], after.ScopesOf([group])).IsAdmin);
    }
}
