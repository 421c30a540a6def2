using McpGateway.Core.Egress.Providers;
using McpGateway.Foundation.Http;

namespace McpGateway.Core.Egress.Connections;

/// <summary>
/// Binds an authorization to the browser that began it. One cookie per authorization, so that two tabs do not disturb each other.
/// </summary>
internal static class ConnectCookie
{
    public static string NameOf(string pendingKey) => "mcp_egress_" + pendingKey[..16];

    public static CookieOptions Attributes(HttpRequest request, TimeSpan maxAge) => new()
    {
        Path = request.CookiePath(ClientMetadata.CallbackPath),
        HttpOnly = true,

        // The provider's redirect is a navigation from another site, which Lax lets through.
        SameSite = SameSiteMode.Lax,
        Secure = request.IsHttps,
        MaxAge = maxAge,
        IsEssential = true,
    };
}
