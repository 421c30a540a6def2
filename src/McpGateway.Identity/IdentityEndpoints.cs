using McpGateway.Identity.Accounts;
using McpGateway.Identity.ApiTokens;
using McpGateway.Identity.Providers;
using McpGateway.Identity.SignIn;
using McpGateway.Identity.Signing;

namespace McpGateway.Identity;

public static class IdentityEndpoints
{
    /// <summary>Maps sign-in, token vending and the published keys.</summary>
    public static IEndpointRouteBuilder MapIdentity(this IEndpointRouteBuilder routes)
    {
        routes.MapSignIn();
        routes.MapPasswords();
        routes.MapNoAccess();
        ProviderEndpoints.Map(routes);
        routes.MapAccounts();
        routes.MapTokens();
        routes.MapKeySet();
        routes.MapSigningKeys();
        return routes;
    }

    /// <summary>
    /// Takes scheme, host and client address from the forwarding headers of trusted proxies, and of nobody else. Call first: the data
    /// plane's challenges and the cross-site rule both need the address that the client sees.
    /// </summary>
    public static IApplicationBuilder UseTrustedProxies(this IApplicationBuilder app) => app.UseForwardedHeaders();
}
