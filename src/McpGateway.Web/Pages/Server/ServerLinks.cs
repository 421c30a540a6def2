using McpGateway.Web.Components;

namespace McpGateway.Web.Pages.Server;

/// <summary>Addresses of the pages about one server.</summary>
internal static class ServerLinks
{
    public static string To(string key, string tab = "overview", string? tool = null) =>
        PagePath.With($"ui/server/{PagePath.Escape(key)}", ("tab", tab == "overview" ? null : tab), ("tool", tool));

    public static string Edit(string key) => $"ui/edit/{PagePath.Escape(key)}";

    /// <summary>Its changed definitions, to be looked through together.</summary>
    public static string Changes(string key) => PagePath.With("ui/changes", ("server", key));

    /// <summary>The servers that have a tag.</summary>
    public static string Tagged(string tag) => PagePath.With("ui/servers", ("tag", tag));
}
