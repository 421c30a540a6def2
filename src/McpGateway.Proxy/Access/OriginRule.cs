using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace McpGateway.Proxy.Access;

/// <summary>
/// Whether a request may live by the session cookie. A browser attaches the cookie to whatever any page asks for, so the request must come
/// from a page of the gateway's own, or from one of an origin that is configured. Browsers say where a request comes from and pages cannot
/// forge it; scripts that keep a cookie say nothing and are let through. Credentials in a header need no such check: no page has them by
/// accident.
/// </summary>
public static class OriginRule
{
    /// <param name="request">The request; its scheme and host are those that the client sees.</param>
    /// <param name="allowedOrigins">Origins beside the gateway's own, such as <c>https://chat.example.com</c>.</param>
    public static bool Allows(HttpRequest request, IEnumerable<string> allowedOrigins)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(allowedOrigins);
        var origin = request.Headers.Origin;
        if (origin.Count == 1 && Uri.TryCreate(origin[0], UriKind.Absolute, out var theirs)
            && allowedOrigins.Any(allowed => Uri.TryCreate(allowed, UriKind.Absolute, out var known) && AreSame(theirs, known)))
        {
            return true;
        }

        var site = request.Headers["Sec-Fetch-Site"];
        if (site.Count > 0 && site != "same-origin" && site != "none")
        {
            return false;
        }

        // The browser itself compared the origins, with the address that the person sees; no proxy in between confuses it.
        return site == "same-origin" || origin.Count == 0 || IsOwn(origin, request);
    }

    private static bool IsOwn(StringValues origin, HttpRequest request) =>
        origin.Count == 1
        && Uri.TryCreate(origin[0], UriKind.Absolute, out var theirs)
        && Uri.TryCreate($"{request.Scheme}://{request.Host.Value}", UriKind.Absolute, out var ours)
        && AreSame(theirs, ours);

    private static bool AreSame(Uri one, Uri other) =>
        one.Scheme == other.Scheme
        && one.Port == other.Port
        && HostOf(one) is { } host
        && string.Equals(host, HostOf(other), StringComparison.OrdinalIgnoreCase);

    /// <summary>Null for what the URL parser lets pass and no rule for names does (a label of 64 characters that are not all
    /// ASCII).</summary>
    private static string? HostOf(Uri origin)
    {
        try
        {
            return origin.IdnHost;
        }
        catch (UriFormatException)
        {
            return null;
        }
    }
}
