using McpGateway.Foundation.Http;
using McpGateway.Identity.Tokens;
using McpGateway.Proxy;
using McpGateway.Proxy.Access;
using Microsoft.Extensions.Options;

namespace McpGateway.Identity.Authentication;

/// <summary>Authenticates callers of the data plane.</summary>
internal sealed class ProxyAuthenticator(
    RequestAuthenticator authenticator, IngressCredentials credentials, PublicOrigin origin,
    IOptions<ProxyOptions> options) : IProxyAuthenticator
{
    public ValueTask<ProxyAuthentication> AuthenticateAsync(HttpContext context)
    {
        var pending = authenticator.AuthenticateAsync(context);
        return pending.IsCompletedSuccessfully ? new(ToProxy(context, pending.Result)) : AwaitAsync(context, pending);
    }

    public string DescribeDenial(HttpContext context, ProxyCaller caller)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(caller);
        return Challenge.InsufficientScope(
            origin.Of(context.Request), AgentAddress.ResourceOf(context.Request), caller.IsNarrowed ? OAuthScopes.Everything : null);
    }

    public bool MayBeForGateway(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return credentials.MayBeIn(value);
    }

    public ValueTask<bool> IsForGatewayAsync(HttpContext context, string value)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(value);
        return credentials.AreInAsync(context, value);
    }

    private async ValueTask<ProxyAuthentication> AwaitAsync(HttpContext context, ValueTask<RequestAuthentication> pending) =>
        ToProxy(context, await pending);

    private ProxyAuthentication ToProxy(HttpContext context, RequestAuthentication outcome)
    {
        // Every exchange with an MCP server may do something, so a page of another origin gets no use of the cookie whatever the method,
        // unless its origin is configured.
        var isCrossSite = outcome.Source == CredentialSource.Cookie && !OriginRule.Allows(context.Request, options.Value.AllowedOrigins);
        if (outcome.Resolved is { } resolved && !isCrossSite)
        {
            return new(resolved.Proxy, outcome.Source, null);
        }

        var challenge = Challenge.Bearer(
            origin.Of(context.Request), AgentAddress.ResourceOf(context.Request), outcome.IsInvalidToken ? outcome.Refusal : null,
            OAuthScopes.Everything);
        return new(null, outcome.Source, challenge) { IsUnavailable = outcome.IsUnavailable };
    }
}
