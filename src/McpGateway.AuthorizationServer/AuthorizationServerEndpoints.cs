using McpGateway.AuthorizationServer.Authorize;
using McpGateway.AuthorizationServer.Consents;
using McpGateway.AuthorizationServer.Device;
using McpGateway.AuthorizationServer.Exchange;
using McpGateway.AuthorizationServer.Metadata;
using McpGateway.AuthorizationServer.Registration;
using McpGateway.Identity.Authentication;

namespace McpGateway.AuthorizationServer;

public static class AuthorizationServerEndpoints
{
    /// <summary>
    /// Maps the OAuth 2.1 authorization server: metadata, <c>/oauth2/authorize|token|register|revoke|introspect|device_authorization</c>
    /// and <c>/device</c>. Its services come with <c>AddIdentity</c>.
    /// </summary>
    public static IEndpointRouteBuilder MapAuthorizationServer(this IEndpointRouteBuilder routes)
    {
        // Programs call these; a page of any origin may too, because no cookie counts here.
        var forPrograms = routes.MapGroup("").AuthenticatesItself().OpenToPages();
        forPrograms.MapMetadata();
        forPrograms.MapTokenEndpoint();
        forPrograms.MapTokenState();
        forPrograms.MapRegistration();
        forPrograms.MapPreflight();

        // People come here with a session.
        var forPeople = routes.MapGroup("").AuthenticatesItself();
        forPeople.MapAuthorize();
        forPeople.MapDevice();

        routes.MapConnections();
        return routes;
    }
}
