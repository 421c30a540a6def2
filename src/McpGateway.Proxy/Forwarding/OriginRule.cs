using McpGateway.Proxy.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace McpGateway.Proxy.Forwarding;

/// <summary>
/// A browser attaches the session cookie to whatever any page asks for. So a request that lives by the cookie must come from a page of
/// ours, or from one that is configured. Credentials in a header need no such check: no page has them by accident.
/// </summary>
internal static class OriginRule
{
    public static bool Allows(HttpRequest request, CredentialSource source, IList<string> allowedOrigins)
    {
        if (source != CredentialSource.Cookie)
        {
            return true;
        }

        var origin = request.Headers.Origin;
        if (!StringValues.IsNullOrEmpty(origin))
        {
            return origin.Count == 1 && (IsOwn(request, origin[0]!) || allowedOrigins.Contains(origin[0]!, StringComparer.OrdinalIgnoreCase));
        }

        // Sent by browsers even where Origin is not. Absent: not a browser.
        var site = request.Headers["Sec-Fetch-Site"];
        return site.Count == 0 || (site.Count == 1 && site[0] is "same-origin" or "none");
    }

    private static bool IsOwn(HttpRequest request, string origin) =>
        origin.Equals($"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
}
