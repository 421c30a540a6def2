namespace McpGateway.Web.Pages.Server;

/// <summary>Addresses of the pages about one server.</summary>
internal static class ServerLinks
{
    public static string To(string key, string tab = "overview", string? tool = null)
    {
        var query = (tab == "overview" ? "" : $"?tab={tab}") + (tool is null ? "" : $"&tool={Uri.EscapeDataString(tool)}");
        return $"ui/server/{Escape(key)}{query}";
    }

    public static string Edit(string key) => $"ui/edit/{Escape(key)}";

    private static string Escape(string key) => string.Join('/', key.Trim('/').Split('/').Select(Uri.EscapeDataString));
}
