using McpGateway.Proxy.Protocol;
using McpGateway.Web.Components;

namespace McpGateway.Web.Pages.Access;

/// <summary>Addresses within the access policy. Pure.</summary>
internal static class AccessLinks
{
    private const string Page = "ui/access";

    /// <summary>The editor of a group.</summary>
    public static string Group(string name) => PagePath.With(Page, ("tab", "groups"), ("group", name));

    /// <summary>The editor of groups with a rule to be filled in; without a group, one is to be chosen first.</summary>
    public static string Allow(AccessWish wish, string? group = null) => PagePath.With(
        Page, ("tab", "groups"), ("group", group), ("server", wish.Server), ("for", wish.User), ("method", wish.Method),
        ("tool", wish.Tool));

    /// <summary>Everything that somebody may call is not one question: their name is filled in.</summary>
    public static string Explain(string user) => PagePath.With(Page, ("tab", "explain"), ("who", user));

    /// <summary>Why somebody may make a call, or not.</summary>
    public static string Explain(string user, string server, string? tool, string method = McpMethods.ToolsCall) => PagePath.With(
        Page, ("tab", "explain"), ("who", user), ("server", server), ("method", method), ("tool", tool));
}
