using McpGateway.Proxy.Protocol;

namespace McpGateway.Access.Decisions;

/// <summary>
/// Explains a decision with the code that makes it: the verdict is the compiled one, and each rule is asked alone through the same
/// <see cref="ServerAccess"/>.
/// </summary>
public static class AccessExplainer
{
    /// <param name="server">Name of a server, or <c>api</c>/<c>v0.1</c> with a path segment as the method.</param>
    /// <param name="method">JSON-RPC method; null asks for the server alone.</param>
    /// <param name="tool">Tool of <c>tools/call</c>, or skill of a message to an agent.</param>
    public static AccessExplanation Explain(
        AccessSnapshot snapshot, IReadOnlyList<string> scopes, string server, string? method, string? tool)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(server);
        var access = snapshot.For(scopes);
        var name = server.Trim('/');
        var rules = (
            from scope in access.Scopes
            from rule in scope.Naming(name).Concat(scope.AnyServer)
            select new ExplainedRule(scope.Name, rule)).ToLookup(candidate => Allows(access.Access([candidate.Rule]), name, method, tool));
        var explanation = new AccessExplanation
        {
            Allowed = Allows(access.For(name), name, method, tool),
            Reason = "",
            Server = name,
            Method = method,
            Tool = tool,
            Scopes = scopes,
            UnknownScopes = [.. scopes.Where(scope => snapshot.FindScope(scope) is null)],
            Matched = [.. rules[true]],
            Considered = [.. rules[false]],
        };
        return explanation with { Reason = ReasonFor(explanation) };
    }

    private static bool Allows(ServerAccess access, string server, string? method, string? tool) =>
        server is "api" or "v0.1" && method is not null ? access.AllowsApi(method) : access.Allows(method, tool);

    private static string ReasonFor(AccessExplanation asked) => asked switch
    {
        { Allowed: true } => $"Scope '{asked.Matched[0].Scope}' allows it with its rule for server '{asked.Matched[0].Rule.Server}'.",
        { Scopes.Count: 0 } => "No scopes are configured for the caller.",
        { Method: McpMethods.ToolsCall, Tool: null or "" } => "A tools/call must name its tool.",
        { Tool: null or "", Method: { } method, Considered.Count: > 0 } when A2aMethods.CarriesMessage(method) =>
            $"Rules name the agent '{asked.Server}', but none lists '{method}' for a message that names no skill.",
        { Considered.Count: 0 } => $"No rule of these scopes names the server '{asked.Server}'.",
        { Method: { } method } when A2aMethods.CarriesMessage(method) =>
            $"Rules name the agent '{asked.Server}', but none of them lists both '{method}' and the skill '{asked.Tool}'.",
        { Method: McpMethods.ToolsCall } => $"Rules name the server '{asked.Server}', but none of them lists the tool '{asked.Tool}'.",
        _ => $"Rules name the server '{asked.Server}', but none of them lists the method '{asked.Method}'.",
    };
}
