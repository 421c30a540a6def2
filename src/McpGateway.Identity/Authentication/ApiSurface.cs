using McpGateway.Proxy.Protocol;

namespace McpGateway.Identity.Authentication;

/// <summary>The REST surface: which paths belong to it, and what the coarse access layer makes of them (gateway contract §3.4).</summary>
internal static class ApiSurface
{
    // Routing compares paths without regard to case, so the rules do too.
    public static bool Contains(PathString path) => path.StartsWithSegments("/api") || path.StartsWithSegments("/v0.1");

    public static bool IsInternal(PathString path) => path.StartsWithSegments("/api/internal");

    /// <summary>
    /// Whether every authenticated caller may reach the path, whatever its scopes. Management decides itself, and lets administrators only.
    /// </summary>
    public static bool IsExempt(PathString path) =>
        path.StartsWithSegments("/api/auth") || path.StartsWithSegments("/api/egress") || path.StartsWithSegments("/api/management")
        || path.StartsWithSegments("/api/version") || path.StartsWithSegments("/api/health");

    /// <summary>The first two segments, as access rules name them.</summary>
    public static (string Surface, string Segment) Parse(PathString path)
    {
        var segments = (path.Value ?? "").Split('/', 4);
        var surface = segments.Length > 1 ? segments[1].ToLowerInvariant() : "";
        return (surface, segments.Length > 2 && segments[2].Length > 0 ? segments[2].ToLowerInvariant() : McpMethods.Initialize);
    }
}
