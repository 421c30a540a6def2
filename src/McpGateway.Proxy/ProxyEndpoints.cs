using McpGateway.Proxy.CrossOrigin;
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
    public static IApplicationBuilder UseMcpProxy(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.ApplicationServices.GetRequiredService<DataPlaneGauges>().Show();
        return app.UseMiddleware<ProxyMiddleware>();
    }

    /// <summary>
    /// Lets pages of other origins call what is meant for programs (CORS). Before everything that answers requests, with the public path
    /// taken away. A branch, because the framework's middleware makes a scope of services for every request, those of programs too.
    /// </summary>
    public static IApplicationBuilder UseCrossOriginCalls(this IApplicationBuilder app) =>
        app.UseWhen(CrossOriginPaths.AreCalled, static open => open.UseCors());

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
