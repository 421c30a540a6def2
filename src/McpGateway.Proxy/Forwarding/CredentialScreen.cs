using McpGateway.Proxy.Access;
using Microsoft.AspNetCore.Http;

namespace McpGateway.Proxy.Forwarding;

/// <summary>
/// Keeps the gateway's credentials from upstreams, whatever header or query parameter a client put them into: an upstream that had one
/// could act as the caller on every other server. Clients do send them twice, to reach old and new gateways alike.
/// </summary>
internal sealed class CredentialScreen(IProxyAuthenticator authenticator)
{
    /// <summary>Each suspect parameter may cost checks of signatures, and no upstream wants that many long values.</summary>
    private const int MaxLooks = 8;

    /// <summary>Whether a value has to be judged at all.</summary>
    public Func<string, bool> MayHoldOne { get; } = authenticator.MayBeForGateway;

    /// <summary>
    /// Finds out whether the <c>Authorization</c> beside <c>X-Authorization</c> is the upstream's, and takes out of the query what is not.
    /// Synchronous when there is neither.
    /// </summary>
    public ValueTask JudgeAsync(ProxyExchange exchange)
    {
        var values = exchange.Context.Request.Headers.Authorization;
        var hasSecond = values.Count > 0 && exchange.Source == CredentialSource.XAuthorization;
        return hasSecond || exchange.Query.Length > 1 ? JudgeAsync(exchange, hasSecond ? values.ToString() : null) : default;
    }

    /// <summary>Adds those headers to the request that hold no credential of the gateway.</summary>
    public async Task AddForeignAsync(
        ProxyExchange exchange, IReadOnlyList<KeyValuePair<string, string>> suspects, HttpRequestMessage request)
    {
        foreach (var (name, value) in suspects)
        {
            if (!await IsOursAsync(exchange, name) && !await IsOursAsync(exchange, value))
            {
                RequestHeaders.Add(request, name, value);
            }
        }
    }

    private async ValueTask<bool> IsOursAsync(ProxyExchange exchange, string text) =>
        MayHoldOne(text) && await authenticator.IsForGatewayAsync(exchange.Context, text);

    private async ValueTask JudgeAsync(ProxyExchange exchange, string? authorization)
    {
        exchange.WithholdsAuthorization = authorization is not null
            && authenticator.MayBeForGateway(authorization)
            && await authenticator.IsForGatewayAsync(exchange.Context, authorization);
        if (exchange.Query.Length > 1)
        {
            exchange.Query = await WithoutCredentialsAsync(exchange.Context, exchange.Query);
        }
    }

    /// <summary>
    /// Whole parameters go, whatever they are called: RFC 6750 §5.3 wants no token in a URL, and none of ours is taken there.
    /// </summary>
    private async ValueTask<string> WithoutCredentialsAsync(HttpContext context, string query)
    {
        var parameters = query[1..].Split('&');
        var kept = new List<string>(parameters.Length);
        var looks = 0;
        foreach (var parameter in parameters)
        {
            string[] suspects = [.. QueryReadings.Of(parameter).Where(MayHoldOne)];
            var isOurs = suspects.Length > 0 && ++looks > MaxLooks;
            foreach (var reading in suspects)
            {
                isOurs = isOurs || await authenticator.IsForGatewayAsync(context, reading);
            }

            if (!isOurs)
            {
                kept.Add(parameter);
            }
        }

        return kept.Count == parameters.Length ? query : kept.Count == 0 ? "" : "?" + string.Join('&', kept);
    }
}
