using System.Buffers;
using System.Collections.Frozen;

namespace McpGateway.Proxy.Routing;

/// <summary>
/// The one rule for a server's path, at registration and in a request. Stricter than a URL needs: the path is routed AND named in access
/// rules, so every path has one spelling and cannot shadow the product's own surface.
/// </summary>
public static class RoutePath
{
    public const int MaxLength = 255;
    public const int MaxSegments = 8;

    private static readonly SearchValues<char> Unreserved =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~");

    private static readonly string[] Reserved =
    [
        "_blazor", "_content", "_framework", ".well-known", "all", "api", "authorize", "callback", "config", "device", "docs",
        "favicon.ico", "flush",
        "groups", "health", "internal", "keycloak", "login", "logout", "mcp", "metrics", "oauth2", "openapi.json", "rate-limit",
        "realms", "redoc",
        "register",
        "static", "token", "tools", "ui", "v0.1", "validate",
    ];

    /// <summary>Compared without case, as the API's own routes are.</summary>
    private static readonly FrozenSet<string> ReservedFirst = FrozenSet.ToFrozenSet(Reserved, StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> ReservedFirstSpans =
        ReservedFirst.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Names under a server's path that belong to that server: a server registered there would take over its traffic.</summary>
    private static readonly FrozenSet<string> TransportSegments = FrozenSet.ToFrozenSet(
        ["mcp", "sse", "messages"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Last segments that the API appends to a path (<c>/api/servers/p/rating</c>).</summary>
    private static readonly FrozenSet<string> ApiSuffixes = FrozenSet.ToFrozenSet(
        ["rate", "rating", "rescan", "security-scan", "approve", "versions", "server.json"], StringComparer.OrdinalIgnoreCase);

    /// <summary>First segments that the gateway itself uses, or names in its API where a server's name may stand.</summary>
    public static IReadOnlyList<string> ReservedFirstSegments => Reserved;

    /// <summary>Whether no server can be registered below this first segment.</summary>
    internal static bool IsReserved(ReadOnlySpan<char> firstSegment) => ReservedFirstSpans.Contains(firstSegment);

    /// <summary>What is wrong with a path, in words that say what to do. Empty when a server may be registered there.</summary>
    /// <param name="path">With its leading slash; one trailing slash makes no difference.</param>
    public static IEnumerable<string> ProblemsOf(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.Length > MaxLength)
        {
            return [$"Path is longer than {MaxLength} characters"];
        }

        if (path.Trim('/').Length == 0)
        {
            return ["Path must name the server, for instance /currenttime"];
        }

        if (path[0] != '/')
        {
            return ["Path must start with '/'"];
        }

        var segments = path[1..(path[^1] == '/' ? ^1 : ^0)].Split('/');
        return ShapeProblems(segments).Concat(ReservationProblems(segments));
    }

    /// <summary>
    /// Whether the paths differ, but only by case or by dots at the end of segments, which some file systems and proxies do not count.
    /// </summary>
    public static bool AreLookAlikes(string one, string other)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        return one != other
            && one.Split('/').Select(Plain).SequenceEqual(other.Split('/').Select(Plain), StringComparer.OrdinalIgnoreCase);
    }

    private static string Plain(string segment) => segment.TrimEnd('.');

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
        if (ReservedFirst.Contains(Plain(segments[0])))
        {
            yield return $"Path must not start with '/{segments[0]}': the gateway uses it itself";
        }

        if (segments.Skip(1).FirstOrDefault(static segment => TransportSegments.Contains(Plain(segment))) is { } transport)
        {
            yield return $"Path must not contain '{transport}' after its first segment: it addresses a transport of the server before it";
        }

        if (segments.Length > 1 && ApiSuffixes.Contains(segments[^1]))
        {
            yield return $"Path must not end in '/{segments[^1]}': the API appends it to server paths";
        }
    }
}
