using System.Net;
using System.Security.Claims;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;
using McpGateway.Identity.Sessions;
using Microsoft.AspNetCore.Http;

namespace McpGateway.Web.Hosting;

/// <summary>
/// The door of the pages: nobody without a session comes in, and every answer says what the page may load and who may frame it (nobody).
/// Everything else passes: the assets are public, and <c>/</c> only redirects.
/// </summary>
internal sealed class WebGate(RequestDelegate next, BrowserSessions sessions)
{
    /// <summary>Style attributes are how the framework positions rows; scripts come from files of ours only.</summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; media-src data:; "
        + "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'self'; frame-ancestors 'none'";

    private readonly UserSockets _sockets = new();

    public Task InvokeAsync(HttpContext context)
    {
        var path = context.Request.Path;
        var isPage = path.StartsWithSegments("/ui");
        return isPage || path.StartsWithSegments("/_blazor") ? EnterAsync(context, isPage) : next(context);
    }

    private async Task EnterAsync(HttpContext context, bool isPage)
    {
        AddHeaders(context.Response.Headers);
        if (sessions.IdOf(context.Request) is { } id && await sessions.FindAsync(id, context.RequestAborted) is { } session)
        {
            context.User = PrincipalOf(id, session, context.Connection.RemoteIpAddress);
            await (isPage ? next(context) : ConnectAsync(context, session.Caller));
        }
        else if (isPage)
        {
            var target = context.Request.Path + context.Request.QueryString;
            context.Response.Redirect(context.Request.Located($"/login?next={Uri.EscapeDataString(target)}"));
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        }
    }

    private async Task ConnectAsync(HttpContext context, Caller caller)
    {
        if (!_sockets.TryOpen(caller.Subject, caller.Scopes.Count > 0))
        {
            context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            context.Response.Headers.RetryAfter = "30";
            return;
        }

        try
        {
            await next(context);
        }
        finally
        {
            _sockets.Close(caller.Subject);
        }
    }

    private static void AddHeaders(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = Policy;
        headers.XFrameOptions = "DENY";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        headers.CacheControl = "no-store";
    }

    private static ClaimsPrincipal PrincipalOf(string id, BrowserSession session, IPAddress? address) => new(new ClaimsIdentity(
        [new(
            ClaimTypes.Name,
            session.Caller.UserName), new(UserSession.IdClaim, id), new(UserSession.AddressClaim, address?.ToString() ?? "")], "session"));
}
