using McpGateway.Proxy.Protocol;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Net.Http.Headers;

namespace McpGateway.AuthorizationServer;

/// <summary>
/// CORS for MCP clients that run in a browser. Any origin, never with credentials: what these endpoints take is in the request itself, and
/// the session cookie counts at none of them.
/// </summary>
internal static class BrowserClients
{
    /// <summary>Name of the policy.</summary>
    public const string Policy = "BrowserClients";

    public static void Configure(CorsPolicyBuilder policy) => policy
        .AllowAnyOrigin()
        .WithMethods(HttpMethods.Get, HttpMethods.Post, HttpMethods.Put, HttpMethods.Delete)
        .WithHeaders(HeaderNames.Authorization, HeaderNames.ContentType, McpHeaders.ProtocolVersion)
        .SetPreflightMaxAge(TimeSpan.FromHours(1));
}
