using McpGateway.Proxy.Access;

namespace McpGateway.Proxy.Forwarding;

/// <summary>
/// Keeps the gateway's credentials from upstreams, whatever header a client put them into: an upstream that had one could act as the caller
/// on every other server. Clients do send them twice, to reach old and new gateways alike.
/// </summary>
internal sealed class CredentialScreen(IProxyAuthenticator authenticator)
{
    /// <summary>
    /// Finds out whether the <c>Authorization</c> beside <c>X-Authorization</c> is the upstream's. Synchronous when there is none.
    /// </summary>
    public ValueTask JudgeAuthorizationAsync(ProxyExchange exchange)
    {
        var values = exchange.Context.Request.Headers.Authorization;
        return values.Count == 0 || exchange.Source != CredentialSource.XAuthorization ? default : JudgeAsync(exchange, values.ToString());
    }

    /// <summary>Adds those headers to the request that hold no credential of the gateway.</summary>
    public async Task AddForeignAsync(
        ProxyExchange exchange, IReadOnlyList<KeyValuePair<string, string>> suspects, HttpRequestMessage request)
    {
        foreach (var (name, value) in suspects)
        {
            if (!await authenticator.IsForGatewayAsync(exchange.Context, value))
            {
                RequestHeaders.Add(request, name, value);
            }
        }
    }

    private async ValueTask JudgeAsync(ProxyExchange exchange, string value) =>
        exchange.WithholdsAuthorization = CredentialText.MayHoldOne(value)
            && await authenticator.IsForGatewayAsync(exchange.Context, value);
}
