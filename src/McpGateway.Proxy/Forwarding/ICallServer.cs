using McpGateway.Proxy.Routing;
using Microsoft.AspNetCore.Http;

namespace McpGateway.Proxy.Forwarding;

/// <summary>The data plane from where it knows the server: what <see cref="ProxyMiddleware"/> does with a request that matched.</summary>
public interface ICallServer
{
    /// <param name="context">The request; its target has no query.</param>
    /// <param name="match">What it is for.</param>
    Task ServeAsync(HttpContext context, RouteMatch match);
}
