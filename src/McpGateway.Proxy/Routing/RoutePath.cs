using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace McpGateway.Proxy.Routing;

/// <summary>The rules for a server's path: at registration, and for what may follow it in a request.</summary>
public static class RoutePath
{
    public const int MaxLength = 200;
    public const int MaxSegments = 8;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~");

    private static readonly string[] Reserved =
    [
        "_blazor", "_content", "_framework", ".well-known", "api", "authorize", "callback", "config", "device", "docs", "favicon.ico", "health",
        "internal", "keycloak", "login", "logout", "mcp", "metrics", "oauth2", "openapi.json", "realms", "redoc", "register", "static",
        "token", "ui", "v0.1", "validate",
    ];

    /// <summary>Names under a server's path that belong to that server: a server registered there would take over its traffic.</summary>
    private static readonly string[] Surface = ["mcp", "sse", "messages"];

    /// <summary>First segments that the gateway itself uses.</summary>
    public static IReadOnlyList<string> ReservedFirstSegments => Reserved;

    /// <summary>Makes the canonical path (leading slash, no trailing slash) and judges it.</summary>
    /// <param name="input">A path as an operator writes it; leading and trailing slash are optional.</param>
    /// <param name="path">The canonical path.</param>
    /// <param name="error">What is wrong and what to do; null on success.</param>
    public static bool TryNormalize(string? input, [NotNullWhen(true)] out string? path, [NotNullWhen(false)] out string? error)
    {
        var trimmed = input?.Trim() ?? "";
        var canonical = trimmed.StartsWith('/') ? trimmed : "/" + trimmed;
        canonical = canonical.Length > 1 && canonical.EndsWith('/') ? canonical[..^1] : canonical;
        error = Validate(canonical);
        path = error is null ? canonical : null;
        return error is null;
    }

    /// <summary>Judges a canonical path. Null when a server may be registered there, else what is wrong and what to do.</summary>
    public static string? Validate(string? path)
    {
        if (string.IsNullOrEmpty(path) || path[0] != '/' || path.Length == 1)
        {
            return "The path must start with '/' and name the server, for instance /github.";
        }

        if (path.Length > MaxLength)
        {
            return $"The path has {path.Length} characters: use at most {MaxLength}.";
        }

        var segments = path[1..].Split('/');
        return segments.Length > MaxSegments ? $"The path has {segments.Length} segments: use at most {MaxSegments}."
            : segments.Select(SegmentProblem).FirstOrDefault(problem => problem is not null) ?? ReservedProblem(segments);
    }

    /// <summary>What follows the route's path, and whether MCP clients use it. Well-known remainders are shared instances.</summary>
    internal static string Remainder(ReadOnlySpan<char> rest, out bool isPublicSurface)
    {
        isPublicSurface = true;
        switch (rest)
        {
            case "":
                return "";
            case "/":
                return "/";
            case "/mcp" or "/mcp/":
                return "/mcp";
            case "/sse" or "/sse/":
                return "/sse";
            default:
                isPublicSurface = rest is "/messages" || rest.StartsWith("/messages/");
                return rest.ToString();
        }
    }

    private static string? SegmentProblem(string segment) =>
        segment.Length == 0 ? "The path has an empty segment: remove the doubled or trailing '/'."
        : segment is "." or ".." ? "The path has a '.' or '..' segment: write the path out."
        : segment.AsSpan().ContainsAnyExcept(Allowed)
            ? $"The path segment '{Printable(segment)}' has a character that is not allowed: use letters, digits, '-', '.', '_' and '~'."
        : null;

    private static string? ReservedProblem(string[] segments)
    {
        if (Reserved.Contains(segments[0], StringComparer.OrdinalIgnoreCase))
        {
            return $"The path must not start with '/{segments[0]}', which the gateway itself uses: choose another first segment, "
                + $"for instance /{segments[0].TrimStart('.', '_')}-server.";
        }

        var taken = segments.Skip(1).FirstOrDefault(segment => Surface.Contains(segment, StringComparer.OrdinalIgnoreCase));
        return taken is null
            ? null
            : $"The path must not contain the segment '{taken}' after the first: it is where clients of the server above connect. "
                + "Leave it out; clients add it by themselves.";
    }

    private static string Printable(string segment) =>
        string.Concat(segment.Take(64).Select(character => char.IsControl(character) ? '?' : character));
}
