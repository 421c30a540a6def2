using McpGateway.Access.Scopes;

namespace McpGateway.Core.Registry.Servers;

/// <summary>Rules of scopes that name one server. Wildcard rules name no server and are never changed here.</summary>
internal static class ServerAccessRules
{
    /// <summary>The scope without anything it grants on the server, or null when it grants nothing.</summary>
    public static ScopeRecord? Without(ScopeRecord scope, ServerRecord server)
    {
        var rules = scope.Rules.Where(rule => rule.Server.Trim('/') != server.TechnicalName).ToArray();
        var permissions = scope.UiPermissions.ToDictionary(
            entry => entry.Key,
            entry => IsAboutServers(entry.Key) ? (IReadOnlyList<string>)[.. entry.Value.Where(name => !Names(server, name))] : entry.Value,
            StringComparer.Ordinal);
        var isUnchanged = rules.Length == scope.Rules.Count
            && permissions.All(entry => entry.Value.Count == scope.UiPermissions[entry.Key].Count);
        return isUnchanged ? null : scope with { Rules = rules, UiPermissions = permissions };
    }

    /// <summary>Names of the scopes that have a rule for the server.</summary>
    public static IReadOnlyList<string> ScopesOf(IEnumerable<ScopeRecord> scopes, ServerRecord server) =>
    [
        .. from scope in scopes
           where scope.Rules.Any(rule => rule.Server == "*" || rule.Server.Trim('/') == server.TechnicalName)
           orderby scope.Name
           select scope.Name,
    ];

    private static bool IsAboutServers(string action) => action.EndsWith("_service", StringComparison.Ordinal);

    /// <summary>By path and technical name only: another server may share the display name.</summary>
    private static bool Names(ServerRecord server, string name) => name.Trim('/') == server.TechnicalName;
}
