using McpGateway.AuthorizationServer.Authorize;
using McpGateway.AuthorizationServer.Consents;
using McpGateway.AuthorizationServer.Device;
using McpGateway.AuthorizationServer.Exchange;
using McpGateway.AuthorizationServer.Metadata;
using McpGateway.AuthorizationServer.Registration;

namespace McpGateway.AuthorizationServer;

public static class AuthorizationServerEndpoints
{
    /// <summary>
    /// Maps the OAuth 2.1 authorization server: metadata, <c>/oauth2/authorize|token|register|revoke|introspect|device_authorization</c>
    /// and <c>/device</c>. The pipeline needs the rate limiter.
    /// </summary>
    public static IEndpointRouteBuilder MapAuthorizationServer(this IEndpointRouteBuilder routes)
    {
        // No cookie counts here.
        var forPrograms = routes.MapGroup("").AllowAnonymous();
        forPrograms.MapMetadata();
        forPrograms.MapTokenEndpoint();
        forPrograms.MapTokenState();
        forPrograms.MapRegistration();

        // People come here with a session, and are sent to sign in once the client's request has been judged.
        var forPeople = routes.MapGroup("").AllowAnonymous();
        forPeople.MapAuthorize();
        forPeople.MapDevice();

        routes.MapConnections();
        return routes;
    }
}
