using McpGateway.Foundation;
using McpGateway.Identity.Authentication.Schemes;
using Microsoft.AspNetCore.Http;

namespace McpGateway.Web.Hosting;

/// <summary>
/// Holds the connections of live pages to what each user may have of them (<see cref="UserSockets"/>). After authorization.
/// </summary>
internal sealed class PageConnections(RequestDelegate next)
{
    private readonly UserSockets _sockets = new();

    public Task InvokeAsync(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<SessionChallenge>() is { SendsToSignIn: false } && context.FindCaller() is { } caller
            ? ConnectAsync(context, caller)
            : next(context);

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
}
