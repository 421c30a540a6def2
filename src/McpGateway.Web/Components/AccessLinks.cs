using McpGateway.Proxy.Protocol;

namespace McpGateway.Web.Components;

/// <summary>Addresses within the access policy. Pure.</summary>
internal static class AccessLinks
{
    private const string Page = "ui/access";

    /// <summary>The editor of a group.</summary>
    public static string Group(string name) => PagePath.With(Page, ("tab", "groups"), ("group", name));

    /// <summary>The editor with a rule filled in that allows something. Nothing is saved there by itself.</summary>
    /// <param name="server">Path of the server.</param>
    /// <param name="user">Whose refused call it is; null when it is for a group.</param>
    /// <param name="method">Null for calls of tools.</param>
    /// <param name="tool">Null for every tool.</param>
    /// <param name="group">The group that is to have the rule; null to choose one first.</param>
    public static string Allow(string server, string? user, string? method, string? tool, string? group = null) => PagePath.With(
        Page, ("tab", "groups"), ("group", group), ("server", server), ("for", user), ("method", method), ("tool", tool));

    /// <summary>The question what somebody may call, to be completed.</summary>
    public static string Explain(string user) => PagePath.With(Page, ("tab", "explain"), ("who", user));

    /// <summary>The question why somebody may talk to an agent, to be completed.</summary>
    public static string ExplainAgent(string agent) => PagePath.With(
        Page, ("tab", "explain"), ("server", agent), ("method", A2aMethods.SendMessage));

    /// <summary>The question why somebody may make a call, or not.</summary>
    public static string Explain(string user, string server, string? tool, string method = McpMethods.ToolsCall) => PagePath.With(
        Page, ("tab", "explain"), ("who", user), ("server", server), ("method", method), ("tool", tool));
}
