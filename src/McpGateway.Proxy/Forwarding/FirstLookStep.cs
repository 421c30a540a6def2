using McpGateway.Proxy.Outbound;
using McpGateway.Proxy.Protocol;
using McpGateway.Proxy.Routing;
using Microsoft.AspNetCore.Http;

namespace McpGateway.Proxy.Forwarding;

/// <summary>
/// Takes a request to a server that nobody could look at yet for the first look: its definitions are listed with the credential that the
/// caller brings, before anything of the request goes out.
/// </summary>
internal sealed class FirstLookStep(IFirstLook look, IEgressCredentials egress, CredentialScreen screen, RouteTableHolder routes)
{
    /// <returns>Where the request goes now that the server was looked at; null when it was not.</returns>
    public async Task<RouteMatch?> LookAsync(ProxyExchange exchange)
    {
        var headers = await HeadersOf(exchange);
        if (headers.Count == 0 || !await look.LookAsync(exchange.Route.Key, headers, exchange.Context.RequestAborted))
        {
            return null;
        }

        var match = routes.Current.Match(exchange.Route.Path + exchange.Match.Remainder)
            ?.ForVersion(exchange.Context.Request.Headers[GatewayHeaders.ServerVersion]);
        return match?.Route.Key == exchange.Route.Key && match?.Route.State != RouteState.Unseen ? match : null;
    }

    /// <summary>Whether a request may go out of which only the answer to its credential passes: a handshake, or a list.</summary>
    public static bool MayAsk(ProxyExchange exchange) => HttpMethods.IsPost(exchange.Context.Request.Method)
        ? exchange.Message is { IsBatch: false, Count: 1 } message && McpMethods.IsHandshakeOrList(message[0].Method)
        : HttpMethods.IsGet(exchange.Context.Request.Method);

    /// <summary>
    /// What the caller brings for the server: its headers but those of the protocols, and the credential that is kept for it.
    /// </summary>
    private async Task<List<KeyValuePair<string, string>>> HeadersOf(ProxyExchange exchange)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, exchange.Route.Upstream);
        if (RequestHeaders.Copy(exchange, request, screen.MayHoldOne) is { } suspects)
        {
            await screen.AddForeignAsync(exchange, suspects, request);
        }

        if (exchange.UsesEgressCredential)
        {
            var credential = await egress.GetAsync(exchange.Caller!, exchange.Route, exchange.Context.RequestAborted);
            request.Headers.Remove("Authorization");
            if (credential.Authorization is not { } authorization)
            {
                return [];
            }

            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        return [.. request.Headers.NonValidated.Where(static header => !IsOfProtocol(header.Key))
            .Select(static header => KeyValuePair.Create(header.Key, header.Value.ToString()))];
    }

    private static bool IsOfProtocol(string name) =>
        name.StartsWith("Accept", StringComparison.OrdinalIgnoreCase) || name.StartsWith("Mcp-", StringComparison.OrdinalIgnoreCase)
        || name.ToUpperInvariant() is "USER-AGENT" or "ORIGIN" or "CACHE-CONTROL" or "PRAGMA" or "TRACEPARENT" or "TRACESTATE" or "BAGGAGE"
            or "LAST-EVENT-ID";
}
