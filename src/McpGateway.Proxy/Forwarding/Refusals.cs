using McpGateway.Proxy.JsonRpc;
using McpGateway.Proxy.Pins;
using McpGateway.Proxy.Recording;
using McpGateway.Proxy.Routing;
using Microsoft.AspNetCore.Http;

namespace McpGateway.Proxy.Forwarding;

/// <summary>What calls to servers and to agents are refused for alike.</summary>
internal sealed class Refusals(AuthenticationStep authenticator)
{
    /// <param name="exchange">What is refused.</param>
    /// <param name="what">What the caller may not do, such as a method.</param>
    public Task DeniedAsync(ProxyExchange exchange, string what)
    {
        exchange.Outcome = CallOutcome.Denied;
        var context = exchange.Context;
        context.Response.Headers.WWWAuthenticate = authenticator.DescribeDenial(context, exchange.Caller!);
        return GatewayError.WriteAsync(
            context, StatusCodes.Status403Forbidden, "access_denied", JsonRpcErrors.AccessDenied,
            $"Access forbidden: {what} on '{exchange.Route.Name}' is outside your scopes.", exchange.Message);
    }

    /// <summary>Something that a message names is not approved as it is now. Another scope would not help, so none is asked for.</summary>
    public static Task QuarantinedAsync(ProxyExchange exchange, JsonRpcMessage message, PinState state)
    {
        exchange.Outcome = CallOutcome.Denied;
        var sentence = PinRefusals.Sentence(PinRefusals.KindOf(message.Method)!.Value, message.Target!, exchange.Route.Name, state);
        return GatewayError.WriteAsync(
            exchange.Context, StatusCodes.Status403Forbidden, "quarantined", JsonRpcErrors.Quarantined, sentence, exchange.Message);
    }

    /// <summary>The server is switched off, cannot be reached, or is not offered yet.</summary>
    public static Task UnavailableAsync(ProxyExchange exchange, TimeSpan retryAfter)
    {
        exchange.Outcome = CallOutcome.Unavailable;
        GatewayError.RetryAfter(exchange.Context, retryAfter);
        var (code, detail) = exchange.Route.State switch
        {
            RouteState.Disabled when exchange.Route.Agent?.IsCardWithheld == true =>
                ("held", "the agent's card was not scanned yet, or was found unsafe"),
            RouteState.Disabled => ("disabled", "server disabled"),
            RouteState.Held when exchange.Route.Agent is not null =>
                ("held", "the agent's card is new and has not been scanned yet: try again"),
            RouteState.Held => ("held", "the server is new and its definitions have not been scanned yet: try again"),
            RouteState.Unseen => ("held",
                "the server is new and lists its definitions only to callers with a credential for it, with which they are scanned first: "
                    + "send one as Authorization and the gateway's as X-Authorization"),
            RouteState.Ready or RouteState.Unhealthy => ("unhealthy", "server unhealthy"),
        };
        return GatewayError.WriteAsync(exchange.Context, StatusCodes.Status503ServiceUnavailable, code, detail);
    }

    /// <summary>A card that is not shown yet.</summary>
    public static Task HeldAsync(ProxyExchange exchange) => UnavailableAsync(exchange, TimeSpan.FromSeconds(1));

    /// <summary>Something that a message names.</summary>
    public static Task NotFoundAsync(ProxyExchange exchange, int code, string message)
    {
        exchange.Outcome = CallOutcome.NotFound;
        return GatewayError.WriteAsync(
            exchange.Context, StatusCodes.Status404NotFound, "not_found", code, message, exchange.Message);
    }

    /// <param name="exchange">What is refused.</param>
    /// <param name="addresses">Which addresses there are.</param>
    public static Task NoSuchPathAsync(ProxyExchange exchange, string addresses)
    {
        exchange.Outcome = CallOutcome.NotFound;
        return GatewayError.WriteAsync(exchange.Context, StatusCodes.Status404NotFound, "not_found", "Not found. " + addresses);
    }

    public static Task MethodNotAllowedAsync(ProxyExchange exchange, string allowed)
    {
        exchange.Outcome = CallOutcome.Invalid;
        exchange.Context.Response.Headers.Allow = allowed;
        return GatewayError.WriteAsync(
            exchange.Context, StatusCodes.Status405MethodNotAllowed, "method_not_allowed", "Method not allowed.");
    }

    public static Task InvalidAsync(ProxyExchange exchange, in JsonRpcFault fault)
    {
        exchange.Outcome = CallOutcome.Invalid;
        return GatewayError.WriteAsync(exchange.Context, StatusCodes.Status400BadRequest, "invalid_message", fault);
    }
}
