using Microsoft.Extensions.Primitives;

namespace McpGateway.Core.Auth.Http;

/// <summary>
/// The cross-site request rule: a request that a browser sent on behalf of another site gets no use of a cookie. Browsers say where a
/// request comes from and pages cannot forge it; scripts that keep a cookie say nothing and are let through.
/// </summary>
internal static class SameOriginRule
{
    public const string Detail =
        "Cross-site request refused: this request was sent by a page of another origin. "
        + "If the gateway is behind a proxy, list the proxy's address in TRUSTED_PROXIES so that its X-Forwarded-Host and X-Forwarded-Proto count.";

    /// <summary>Whether a request of this method can change something, or opens a channel that can (a WebSocket is opened by GET).</summary>
    public static bool ChangesState(HttpRequest request) =>
        !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method))
        || request.Headers.ContainsKey("Sec-WebSocket-Version");

    public static bool Allows(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"];
        if (site.Count > 0 && site != "same-origin" && site != "none")
        {
            return false;
        }

        // The browser itself compared the origins, with the address that the person sees; no proxy in between confuses it.
        if (site == "same-origin")
        {
            return true;
        }

        var origin = request.Headers.Origin;
        return origin.Count == 0 || IsOwn(origin, request);
    }

    private static bool IsOwn(StringValues origin, HttpRequest request) =>
        origin.Count == 1
        && Uri.TryCreate(origin[0], UriKind.Absolute, out var theirs)
        && Uri.TryCreate($"{request.Scheme}://{request.Host.Value}", UriKind.Absolute, out var ours)
        && theirs.Scheme == ours.Scheme
        && theirs.Port == ours.Port
        && string.Equals(theirs.IdnHost, ours.IdnHost, StringComparison.OrdinalIgnoreCase);
}
