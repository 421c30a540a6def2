using McpGateway.Access.Endpoints;
using McpGateway.Foundation.Http;
using McpGateway.Identity.Authentication.Schemes;
using McpGateway.Identity.Sessions;
using McpGateway.Proxy;
using McpGateway.Web.Hosting;
using McpGateway.Web.Shell;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace McpGateway.Web;

public static class WebEndpoints
{
    /// <summary>
    /// The protective headers of the pages, and their compression. After routing, and before whatever may refuse a request.
    /// </summary>
    public static IApplicationBuilder UsePageHeaders(this IApplicationBuilder app) =>
        app.UseMiddleware<PageHeaders>().UseWhen(IsPage, static pages => pages.UseResponseCompression());

    /// <summary>What each user may have of the connections of live pages. After authorization.</summary>
    public static IApplicationBuilder UsePageConnections(this IApplicationBuilder app) => app.UseMiddleware<PageConnections>();

    /// <summary>Maps the pages under <c>/ui</c>, their assets, and the way in from <c>/</c>.</summary>
    public static void MapWeb(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", HomeAsync).AllowAnonymous().ExcludeFromDescription();
        routes.MapGet("/favicon.ico", (HttpContext context, WebAssets assets) => assets.ServeAsync(context, "logo.svg"))
            .AllowAnonymous().ExcludeFromDescription();
        routes.MapGet(
            "/" + WebAssets.Prefix + "{name}", (HttpContext context, WebAssets assets, string name) => assets.ServeAsync(context, name))
            .AllowAnonymous().ExcludeFromDescription();
        routes.MapRazorComponents<App>()
            .AddInteractiveServerRenderMode(options =>
            {
                // The headers of pages hold the whole policy.
                options.ContentSecurityFrameAncestorsPolicy = null;
                options.DisableWebSocketCompression = false;
            })
            .Add(Protect);

        // What no page claims is not answered to strangers either.
        routes.MapProxyFallback("/ui/{**path}").Add(static endpoint => Protect(endpoint, new(SendsToSignIn: true)));
        routes.MapProxyFallback("/_blazor/{**path}").Add(static endpoint => Protect(endpoint, new(SendsToSignIn: false)));
    }

    /// <summary>
    /// Pages and their circuits are for those who are signed in. The framework's redirect endpoint is for everybody: it follows only
    /// addresses that the gateway has sealed. Whatever else the framework may bring has the fallback policy.
    /// </summary>
    private static void Protect(EndpointBuilder endpoint)
    {
        var path = ((RouteEndpointBuilder)endpoint).RoutePattern.RawText?.TrimStart('/') ?? "";
        if (endpoint.Metadata.OfType<ComponentTypeMetadata>().Any())
        {
            Protect(endpoint, new(SendsToSignIn: true));
        }
        else if (path.StartsWith("_blazor", StringComparison.Ordinal))
        {
            Protect(endpoint, new(SendsToSignIn: false));
        }
        else if (path == "_framework/opaque-redirect")
        {
            endpoint.Metadata.Add(new AllowAnonymousAttribute());
        }
    }

    private static void Protect(EndpointBuilder endpoint, SessionChallenge challenge)
    {
        endpoint.Metadata.Add(new AuthorizeAttribute(EndpointPolicies.SignedIn));
        endpoint.Metadata.Add(challenge);
        endpoint.Metadata.Add(new PageMetadata());
    }

    private static bool IsPage(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is not null;

    private static async Task HomeAsync(HttpContext context, BrowserSessions sessions)
    {
        var session = sessions.IdOf(context.Request) is { } id ? await sessions.FindAsync(id, context.RequestAborted) : null;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Redirect(context.Request.Located(session is null ? "/login" : session.HasAccess ? "/ui/" : "/login/no-access"));
    }
}
