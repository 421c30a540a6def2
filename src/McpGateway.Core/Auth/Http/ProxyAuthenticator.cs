using McpGateway.Core.Auth.AuthorizationServer;
using McpGateway.Core.Foundation.Http;
using McpGateway.Proxy.Access;

namespace McpGateway.Core.Auth.Http;

/// <summary>Authenticates callers of the data plane.</summary>
internal sealed class ProxyAuthenticator(RequestAuthenticator authenticator, PublicOrigin origin) : IProxyAuthenticator
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
        return Challenge.InsufficientScope(origin.Of(context.Request), context.Request.Path, caller.IsNarrowed ? OAuthScopes.Everything : null);
    }

    private async ValueTask<ProxyAuthentication> AwaitAsync(HttpContext context, ValueTask<RequestAuthentication> pending) =>
        ToProxy(context, await pending);

    private ProxyAuthentication ToProxy(HttpContext context, RequestAuthentication outcome)
    {
        // Every exchange with an MCP server may do something, so another site's page gets no use of the cookie whatever the method.
        var isCrossSite = outcome.Source == CredentialSource.Cookie && !SameOriginRule.Allows(context.Request);
        if (outcome.Resolved is { } resolved && !isCrossSite)
        {
            return new(resolved.Proxy, outcome.Source, null);
        }

        var challenge = Challenge.Bearer(
            origin.Of(context.Request), context.Request.Path, outcome.IsInvalidToken ? outcome.Refusal : null, OAuthScopes.Everything);
        return new(null, outcome.Source, challenge) { IsUnavailable = outcome.IsUnavailable };
    }
}
