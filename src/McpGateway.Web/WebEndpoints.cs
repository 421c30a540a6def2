using McpGateway.Foundation.Http;
using McpGateway.Identity.Authentication;
using McpGateway.Identity.Sessions;
using McpGateway.Web.Hosting;
using McpGateway.Web.Shell;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace McpGateway.Web;

public static class WebEndpoints
{
    /// <summary>Sign-in check of the pages, and their protection against forged forms (antiforgery). After routing.</summary>
    public static IApplicationBuilder UseWeb(this IApplicationBuilder app) => app.UseMiddleware<WebGate>().UseAntiforgery();

    /// <summary>Maps the pages under <c>/ui</c>, their assets, and the way in from <c>/</c>.</summary>
    public static void MapWeb(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", HomeAsync).AuthenticatesItself().ExcludeFromDescription();
        routes.MapGet("/favicon.ico", (HttpContext context, WebAssets assets) => assets.ServeAsync(context, "logo.svg"))
            .AuthenticatesItself().ExcludeFromDescription();
        routes.MapGet(
            "/" + WebAssets.Prefix + "{name}", (HttpContext context, WebAssets assets, string name) => assets.ServeAsync(context, name))
            .AuthenticatesItself().ExcludeFromDescription();
        routes.MapRazorComponents<App>()
            .AddInteractiveServerRenderMode(options =>
            {
                // The gate writes the whole policy.
                options.ContentSecurityFrameAncestorsPolicy = null;
                options.DisableWebSocketCompression = false;
            })
            .AuthenticatesItself();
    }

    private static async Task HomeAsync(HttpContext context, BrowserSessions sessions)
    {
        var session = sessions.IdOf(context.Request) is { } id ? await sessions.FindAsync(id, context.RequestAborted) : null;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Redirect(context.Request.Located(session is null ? "/login" : session.HasAccess ? "/ui/" : "/login/no-access"));
    }
}
