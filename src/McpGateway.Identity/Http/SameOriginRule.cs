using McpGateway.Proxy.Access;

namespace McpGateway.Identity.Http;

/// <summary>
/// The cross-site request rule of the control plane: a request that a browser sent on behalf of another site gets no use of a cookie. No
/// other origin can be configured here: <c>Proxy:AllowedOrigins</c> is about calls of MCP servers only.
/// </summary>
public static class SameOriginRule
{
    public const string Detail =
        "Cross-site request refused: this request was sent by a page of another origin. "
        + "If the gateway is behind a proxy, list the proxy's address in TRUSTED_PROXIES so that its X-Forwarded-Host and "
        + "X-Forwarded-Proto count.";

    /// <summary>
    /// Whether a request of this method can change something, or opens a channel that can (a WebSocket is opened by GET).
    /// </summary>
    public static bool ChangesState(HttpRequest request) =>
        !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method))
        || request.Headers.ContainsKey("Sec-WebSocket-Version");

    public static bool Allows(HttpRequest request) => OriginRule.Allows(request, []);
}
