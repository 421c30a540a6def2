using McpGateway.Proxy.Routing;
using Microsoft.AspNetCore.Http;

namespace McpGateway.Proxy.Forwarding;

/// <summary>The end of the line: paths that nothing claims. An anonymous caller gets the same answer as on a server's path.</summary>
internal sealed class ProxyFallback(AuthenticationStep gate)
{
    public async Task ServeAsync(HttpContext context)
    {
        if ((await gate.AuthenticateAsync(context)).Caller is null)
        {
            return;
        }

        await (RequestPath.TryParse(ProxyMiddleware.Target(context), out _, out var fault)
            ? NoServerAsync(context)
            : GatewayError.WriteAsync(context, StatusCodes.Status400BadRequest, "invalid_path", fault));
    }

    /// <summary>The same for a path at which nothing is and for one that the caller does not see.</summary>
    public static Task NoServerAsync(HttpContext context) =>
        GatewayError.WriteAsync(context, StatusCodes.Status404NotFound, "not_found", "No server is registered at this path.");
}
