using McpGateway.Web.Components;

namespace McpGateway.Web.Pages.Server;

/// <summary>Addresses of the pages about one server.</summary>
internal static class ServerLinks
{
    public static string To(string key, string tab = "overview", string? tool = null)
    {
        var query = (tab == "overview" ? "" : $"?tab={tab}") + (tool is null ? "" : $"&tool={Uri.EscapeDataString(tool)}");
        return $"ui/server/{PagePath.Escape(key)}{query}";
    }

    public static string Edit(string key) => $"ui/edit/{PagePath.Escape(key)}";
}
