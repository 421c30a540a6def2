using System.Buffers;

namespace McpGateway.Identity.Tokens;

/// <summary>
/// A protected resource of this gateway: its origin (everything), or the address of one MCP server. Whether a server is registered there is
/// not asked, so nobody learns it here.
/// </summary>
public static class ResourceUri
{
    private const int MaxPathLength = 240;

    /// <summary>What paths of servers consist of.</summary>
    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/");

    private static readonly string[] Surfaces = ["mcp", "sse", "messages"];

    /// <returns>The resource as tokens name it (no trailing slash after the origin); null when it is none of this gateway's.</returns>
    public static string? Canonical(string text, string origin)
    {
        if (!text.StartsWith(origin, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var path = text[origin.Length..];
        return path is "" or "/" ? origin : IsPlausible(path) ? origin + path : null;
    }

    /// <summary>Whether a server could be at this path (with a leading slash).</summary>
    public static bool IsPlausible(string path) =>
        path.Length is > 1 and <= MaxPathLength
        && path[0] == '/'
        && !path.AsSpan().ContainsAnyExcept(Allowed)
        && !path.EndsWith("//", StringComparison.Ordinal)
        && Array.TrueForAll(path.TrimEnd('/')[1..].Split('/'), segment => segment is not ("" or "." or ".."));

    /// <summary>The path of the server itself; empty for the whole gateway.</summary>
    public static string ServerPath(string resourcePath)
    {
        var path = resourcePath.TrimEnd('/');
        var last = path.LastIndexOf('/');
        return last > 0 && Surfaces.Contains(path[(last + 1)..]) ? path[..last] : path;
    }

    /// <summary>
    /// Whether a request path is one of the addresses of the server at <paramref name="serverPath"/>, and of no server below it.
    /// </summary>
    public static bool IsAddressOf(string serverPath, string requestPath)
    {
        if (!requestPath.StartsWith(serverPath, StringComparison.Ordinal))
        {
            return false;
        }

        var rest = requestPath.AsSpan(serverPath.Length);
        return rest is "" or "/" or "/mcp" or "/mcp/" or "/sse" or "/sse/" or "/messages" || rest.StartsWith("/messages/");
    }
}
