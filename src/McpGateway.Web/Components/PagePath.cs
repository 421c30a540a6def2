namespace McpGateway.Web.Components;

/// <summary>Paths of servers and agents as parts of a page's address.</summary>
internal static class PagePath
{
    /// <summary>The path without slashes at its ends, each of its segments encoded.</summary>
    public static string Escape(string path) => string.Join('/', path.Trim('/').Split('/').Select(Uri.EscapeDataString));
}
