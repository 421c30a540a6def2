using System.Text.Json.Nodes;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;
using McpGateway.Proxy.Access;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace McpGateway.Core.Health.Push;

/// <summary><c>/api/health/ws/…</c>: the push channel, and the same as plain requests.</summary>
internal static class HealthEndpoints
{
    public static async Task StatusAsync(
        HttpContext context,
        HealthStateStore states,
        HealthVisibility visibility,
        HealthSocket socket,
        IOptions<PushOptions> options,
        IEnumerable<IProxyAuthenticator> authenticators)
    {
        var caller = context.GetCaller();
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.ContentType = "application/json";
            await context.Response.Body.WriteAsync(
                HealthMap.Write(states.States.Select(visibility.For(caller)).OfType<ServerHealthState>()), context.RequestAborted);
        }
        else if (!IsSameOrigin(context.Request))
        {
            const string Refusal = "A page of another origin may not open this socket";
            await ErrorResults.Detail(StatusCodes.Status403Forbidden, Refusal).ExecuteAsync(context);
        }
        else if (caller.Scopes.Count == 0 && !caller.Permissions.IsAdmin)
        {
            // It would say nothing and hold a connection.
            const string Refusal = "You have no rights on any server, so there is nothing to be told of here";
            await ErrorResults.Detail(StatusCodes.Status403Forbidden, Refusal).ExecuteAsync(context);
        }
        else
        {
            var revoked = await RevocationAsync(context, authenticators, caller);
            using var accepted = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
            {
                KeepAliveInterval = options.Value.KeepAliveInterval,
                KeepAliveTimeout = options.Value.KeepAliveInterval,
            });
            await socket.ServeAsync(accepted, caller, revoked, context.RequestAborted);
        }
    }

    public static IResult Stats(PushCounters counters) => ErrorResults.Json(new JsonObject
    {
        ["active_connections"] = counters.Active,
        ["pending_updates"] = counters.Pending,
        ["total_broadcasts"] = counters.Broadcasts,
        ["failed_sends"] = counters.FailedSends,
        ["failed_connections"] = counters.FailedConnections,
    });

    /// <summary>Browsers send cookies with any page's WebSocket and apply no CORS to it; they do say whose page it is.</summary>
    private static bool IsSameOrigin(HttpRequest request)
    {
        var origin = request.Headers[HeaderNames.Origin].ToString();
        return origin.Length == 0
            || (Uri.TryCreate(origin, UriKind.Absolute, out var page)
                && string.Equals(page.Authority, WithoutDefaultPort(request.Host, page.Scheme), StringComparison.OrdinalIgnoreCase));
    }

    private static string WithoutDefaultPort(HostString host, string scheme) =>
        (scheme, host.Port) is ("http", 80) or ("https", 443) ? host.Host : host.Value ?? "";

    /// <summary>What ends the socket when the caller's credential is withdrawn, as the data plane knows it.</summary>
    private static async Task<CancellationToken> RevocationAsync(
        HttpContext context, IEnumerable<IProxyAuthenticator> authenticators, Caller caller)
    {
        foreach (var authenticator in authenticators)
        {
            if ((await authenticator.AuthenticateAsync(context)).Caller is { } same && same.Subject == caller.Subject)
            {
                return same.Revoked;
            }
        }

        return CancellationToken.None;
    }
}
