using McpGateway.Access.Decisions;
using McpGateway.Access.Scopes;
using McpGateway.Foundation;
using McpGateway.Proxy.Protocol;

namespace McpGateway.Access.Groups;

/// <summary>Pure changes of a scope. Each returns the same instance when there is nothing to change.</summary>
internal static class ScopeEdits
{
    /// <summary>What a group gets of a server that is added to it.</summary>
    private static readonly string[] StandardMethods =
    [
        McpMethods.Initialize, McpMethods.Initialized, McpMethods.Ping, McpMethods.ToolsList, McpMethods.ToolsCall,
        McpMethods.ResourcesList,
        McpMethods.ResourceTemplatesList,
    ];

    /// <summary>Whether rules for every server already give what a rule of the server's own would.</summary>
    public static bool CoversEveryServer(ScopeRecord scope) => scope.Rules.Any(static rule =>
        rule.Server == "*"
        && ServerAccess.IsEverything(rule.Tools)
        && (ServerAccess.IsEverything(rule.Methods) || StandardMethods.All(rule.Methods.Contains)));

    /// <summary>Adds the server's tools to the scope's rule for it, or a new rule.</summary>
    /// <param name="tools">
    /// As the server names them. A server must not grant itself everything by naming a tool like a wildcard, so such names are left out.
    /// </param>
    public static ScopeRecord AddServer(ScopeRecord scope, string server, IEnumerable<string> tools)
    {
        var granted = tools.Where(IsPlainName).Distinct(StringComparer.Ordinal).ToList();
        var index = scope.Rules.ToList().FindIndex(rule => CompiledScope.NameOf(rule) == server);
        if (index < 0)
        {
            return scope with { Rules = [.. scope.Rules, new(server, StandardMethods, granted)] };
        }

        var rule = scope.Rules[index];
        var methods = ServerAccess.IsEverything(rule.Methods) ? rule.Methods : Union(rule.Methods, StandardMethods);
        var allTools = ServerAccess.IsEverything(rule.Tools) ? rule.Tools : Union(rule.Tools, granted);
        if (ReferenceEquals(methods, rule.Methods) && ReferenceEquals(allTools, rule.Tools))
        {
            return scope;
        }

        var rules = scope.Rules.ToArray();
        rules[index] = rule with { Methods = methods, Tools = allTools };
        return scope with { Rules = rules };
    }

    /// <summary>Makes servers visible in listings, by any of the names that listings are compared with.</summary>
    public static ScopeRecord AddListing(ScopeRecord scope, params IReadOnlyList<string> names)
    {
        var listed = scope.UiPermissions.GetValueOrDefault(ServerPermissions.List) ?? [];
        var next = listed.Contains("all") ? listed : Union(listed, [.. names.Where(IsPlainName)]);
        return ReferenceEquals(next, listed) ? scope : WithListed(scope, next);
    }

    /// <summary>
    /// Undoes <see cref="AddServer"/> and <see cref="AddListing"/>: the rules for the server and its names in the listings. Wildcards stay.
    /// </summary>
    public static ScopeRecord RemoveServer(ScopeRecord scope, string server, string? displayName)
    {
        var edited = WithoutRules(scope, server);
        var listed = scope.UiPermissions.GetValueOrDefault(ServerPermissions.List) ?? [];
        var left = listed.Where(name => name == "all" || (name.Trim('/') != server && name != displayName)).ToList();
        return left.Count == listed.Count ? edited : WithListed(edited, left);
    }

    private static ScopeRecord WithoutRules(ScopeRecord scope, string server)
    {
        var rules = scope.Rules.Where(rule => CompiledScope.NameOf(rule) != server).ToList();
        return rules.Count == scope.Rules.Count ? scope : scope with { Rules = rules };
    }

    private static ScopeRecord WithListed(ScopeRecord scope, IReadOnlyList<string> names) => scope with
    {
        UiPermissions = new Dictionary<string, IReadOnlyList<string>>(scope.UiPermissions, StringComparer.Ordinal)
        {
            [ServerPermissions.List] = names,
        },
    };

    private static bool IsPlainName(string name) => name is not ("" or "all" or "*");

    private static IReadOnlyList<string> Union(IReadOnlyList<string> names, IReadOnlyList<string> more) =>
        more.All(names.Contains) ? names : [.. names.Union(more, StringComparer.Ordinal)];
}
