using McpGateway.Proxy.Routing;
using Microsoft.AspNetCore.Http;

namespace McpGateway.Proxy.CrossOrigin;

/// <summary>
/// Which paths pages of other origins may call. Judged by the path alone, before anything is looked up, so that nobody learns from a
/// preflight whether a server is there.
/// </summary>
internal static class CrossOriginPaths
{
    /// <summary>What the gateway serves to programs. Everything else that it serves by itself is for its own pages.</summary>
    private static readonly string[] ForPrograms =
    [
        "/.well-known", "/api", "/v0.1", "/openapi.json", "/oauth2/device_authorization", "/oauth2/introspect", "/oauth2/jwks",
        "/oauth2/providers", "/oauth2/register", "/oauth2/revoke", "/oauth2/token",
    ];

    /// <summary>
    /// Takes passwords, or begins and ends browser sessions. No token is of use there, and a page could have its visitors' browsers try
    /// passwords from where they stand.
    /// </summary>
    private static readonly string[] ForPeople =
    [
        "/api/auth/auth", "/api/auth/login", "/api/auth/logout", "/api/auth/password", "/api/egress/connect", "/api/internal",
    ];

    /// <summary>Whether the path is open to other origins: a path at which a server could be, or one that is meant for programs.</summary>
    public static bool AreOpen(PathString path) => CouldBeServer(path) || (IsBelow(path, ForPrograms) && !IsBelow(path, ForPeople));

    /// <summary>Whether a page of another origin, or of the gateway's own, calls such a path.</summary>
    public static bool AreCalled(HttpContext context) => context.Request.Headers.Origin.Count > 0 && AreOpen(context.Request.Path);

    private static bool CouldBeServer(PathString path)
    {
        if (path.Value is not { Length: > 1 } text)
        {
            return false;
        }

        var end = text.AsSpan(1).IndexOf('/');
        return !RoutePath.IsReserved(end < 0 ? text.AsSpan(1) : text.AsSpan(1, end));
    }

    private static bool IsBelow(PathString path, string[] parents)
    {
        foreach (var parent in parents)
        {
            if (path.StartsWithSegments(parent, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
