using McpGateway.Proxy.Forwarding;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.Proxy;

/// <summary>The data plane's place in the host's request pipeline.</summary>
public static class ProxyEndpoints
{
    /// <summary>
    /// Serves the paths of registered servers. Before routing and authentication of the host: the data plane does both itself.
    /// </summary>
    public static IApplicationBuilder UseMcpProxy(this IApplicationBuilder app) => app.UseMiddleware<ProxyMiddleware>();

    /// <summary>
    /// Answers paths that no endpoint claims: 401 to anonymous callers, as on a server's path, so that they cannot tell which paths exist;
    /// 404 to the others.
    /// </summary>
    public static IEndpointConventionBuilder MapProxyFallback(this IEndpointRouteBuilder routes) =>
        routes.MapProxyFallback("{**path}").AllowAnonymous();

    /// <summary>The same below a path, for whom the endpoint's metadata lets in.</summary>
    public static IEndpointConventionBuilder MapProxyFallback(this IEndpointRouteBuilder routes, string pattern) =>
        routes.MapFallback(pattern, NotFoundAsync);

    /// <summary><c>/validate</c>: for an external reverse proxy that asks per request whether it may forward.</summary>
    public static IEndpointConventionBuilder MapProxyValidate(this IEndpointRouteBuilder routes) =>
        routes.MapMethods("/validate", ["GET", "POST"], ValidateAsync).AllowAnonymous().ExcludeFromDescription();

    private static Task ValidateAsync(HttpContext context) =>
        context.RequestServices.GetRequiredService<ValidateHandler>().ServeAsync(context);

    private static Task NotFoundAsync(HttpContext context) =>
        context.RequestServices.GetRequiredService<ProxyFallback>().ServeAsync(context);
}
