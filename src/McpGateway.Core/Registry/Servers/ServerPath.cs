using System.Buffers;
using System.Collections.Frozen;

namespace McpGateway.Core.Registry.Servers;

/// <summary>
/// The rules for a server's public path. Stricter than a URL needs: what is registered here is routed AND named in access rules, so every
/// path has one spelling and cannot shadow the product's own surface.
/// </summary>
public static class ServerPath
{
    public const int MaxLength = 255;
    public const int MaxSegments = 8;

    private static readonly SearchValues<char> Unreserved =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~");

    /// <summary>First segments that belong to the product. Compared without case, as the API's own routes are.</summary>
    private static readonly FrozenSet<string> ReservedFirst = FrozenSet.ToFrozenSet(
        [
            "api", "v0.1", "oauth2", ".well-known", "health", "validate", "openapi.json", "docs", "redoc", "login", "logout", "ui", "static",
            "_framework", "_blazor", "_content", "metrics", "mcp", "favicon.ico", "realms", "keycloak", "internal", "callback", "authorize",
            "token", "register", "config", "device", "tools", "groups", "all",
        ],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Segments that address a transport of the server before them (<c>/p/mcp</c>), so no server may be registered there.</summary>
    private static readonly FrozenSet<string> TransportSegments = FrozenSet.ToFrozenSet(["mcp", "sse", "messages"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Last segments that the API appends to a path (<c>/api/servers/p/rating</c>).</summary>
    private static readonly FrozenSet<string> ApiSuffixes = FrozenSet.ToFrozenSet(
        ["rate", "rating", "rescan", "security-scan", "approve", "versions"], StringComparer.OrdinalIgnoreCase);

    /// <summary>The path as it is stored: with a leading slash, a trailing one kept (clients concatenate).</summary>
    public static string Normalise(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return "/" + path.Trim().TrimStart('/');
    }

    /// <summary>The server's key: leading slash, no trailing slash. Lookups accept what people write: <c>p</c>, <c>/p</c>, <c>//p</c>, <c>/p/</c>.</summary>
    public static string KeyOf(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return "/" + path.Trim().Trim('/');
    }

    /// <summary>What is wrong with a normalised path, in words that say what to do. Empty when it may be registered.</summary>
    public static IEnumerable<string> ProblemsOf(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.Length > MaxLength)
        {
            return [$"Path is longer than {MaxLength} characters"];
        }

        var segments = path.Trim('/').Split('/');
        return path.Trim('/').Length == 0
            ? ["Path must name the server, for instance /currenttime"]
            : ShapeProblems(segments).Concat(ReservationProblems(segments));
    }

    private static IEnumerable<string> ShapeProblems(string[] segments)
    {
        if (segments.Length > MaxSegments)
        {
            yield return $"Path has more than {MaxSegments} segments";
        }

        if (segments.Any(segment => segment.Length == 0))
        {
            yield return "Path must not contain an empty segment ('//')";
        }

        if (segments.Any(segment => segment is "." or ".."))
        {
            yield return "Path must not contain '.' or '..' as a segment";
        }

        if (segments.Any(segment => segment.AsSpan().ContainsAnyExcept(Unreserved)))
        {
            yield return "Path may contain letters, digits and - . _ ~ only, in segments separated by '/'";
        }
    }

    private static IEnumerable<string> ReservationProblems(string[] segments)
    {
        if (ReservedFirst.Contains(segments[0]))
        {
            yield return $"Path must not start with '/{segments[0]}': the gateway uses it itself";
        }

        if (segments.Skip(1).FirstOrDefault(TransportSegments.Contains) is { } transport)
        {
            yield return $"Path must not contain '{transport}' after its first segment: it addresses a transport of the server before it";
        }

        if (segments.Length > 1 && ApiSuffixes.Contains(segments[^1]))
        {
            yield return $"Path must not end in '/{segments[^1]}': the API appends it to server paths";
        }
    }
}
