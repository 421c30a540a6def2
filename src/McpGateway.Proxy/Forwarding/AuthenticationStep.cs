using McpGateway.Proxy.Access;
using Microsoft.AspNetCore.Http;

namespace McpGateway.Proxy.Forwarding;

/// <summary>Authenticates a request of the data plane, and answers it with a challenge when that fails.</summary>
internal sealed class AuthenticationStep(IProxyAuthenticator authenticator)
{
    /// <returns>Without a caller, the refusal has been written.</returns>
    public ValueTask<ProxyAuthentication> AuthenticateAsync(HttpContext context)
    {
        var pending = authenticator.AuthenticateAsync(context);
        if (pending.IsCompletedSuccessfully)
        {
            var authentication = pending.GetAwaiter().GetResult();
            return authentication.Caller is not null
                ? new ValueTask<ProxyAuthentication>(authentication)
                : RefuseAsync(context, authentication);
        }

        return AwaitAsync(context, pending);
    }

    private static async ValueTask<ProxyAuthentication> AwaitAsync(HttpContext context, ValueTask<ProxyAuthentication> pending)
    {
        var authentication = await pending;
        return authentication.Caller is not null ? authentication : await RefuseAsync(context, authentication);
    }

    /// <inheritdoc cref="IProxyAuthenticator.DescribeDenial"/>
    public string DescribeDenial(HttpContext context, ProxyCaller caller) => authenticator.DescribeDenial(context, caller);

    private static async ValueTask<ProxyAuthentication> RefuseAsync(HttpContext context, ProxyAuthentication authentication)
    {
        if (authentication.IsUnavailable)
        {
            GatewayError.RetryAfter(context, TimeSpan.FromSeconds(5));
            await GatewayError.WriteAsync(
                context, StatusCodes.Status503ServiceUnavailable, "identity_unavailable", "The identity provider cannot be reached.");
        }
        else
        {
            context.Response.Headers.WWWAuthenticate = authentication.Challenge ?? "Bearer";
            await GatewayError.WriteAsync(context, StatusCodes.Status401Unauthorized, "unauthenticated", "Authentication required");
        }

        return authentication;
    }
}
