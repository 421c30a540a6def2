using McpGateway.Proxy.Access;

namespace McpGateway.Core.Auth.Http;

/// <summary>Authenticates callers of the data plane.</summary>
internal sealed class ProxyAuthenticator(RequestAuthenticator authenticator) : IProxyAuthenticator
{
    public ValueTask<ProxyAuthentication> AuthenticateAsync(HttpContext context)
    {
        var pending = authenticator.AuthenticateAsync(context);
        return pending.IsCompletedSuccessfully ? new(ToProxy(context, pending.Result)) : AwaitAsync(context, pending);
    }

    private static async ValueTask<ProxyAuthentication> AwaitAsync(HttpContext context, ValueTask<RequestAuthentication> pending) =>
        ToProxy(context, await pending);

    private static ProxyAuthentication ToProxy(HttpContext context, RequestAuthentication outcome)
    {
        // Every exchange with an MCP server may do something, so another site's page gets no use of the cookie whatever the method.
        var isCrossSite = outcome.Source == CredentialSource.Cookie && !SameOriginRule.Allows(context.Request);
        if (outcome.Resolved is { } resolved && !isCrossSite)
        {
            return new(resolved.Proxy, outcome.Source, null);
        }

        var challenge = Challenge.Bearer(context.Request, context.Request.Path, outcome.IsInvalidToken ? outcome.Refusal : null);
        return new(null, outcome.Source, challenge) { IsUnavailable = outcome.IsUnavailable };
    }
}
