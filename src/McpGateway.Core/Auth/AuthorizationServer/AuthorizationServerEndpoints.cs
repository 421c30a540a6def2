using McpGateway.Core.Auth.AuthorizationServer.Authorize;
using McpGateway.Core.Auth.AuthorizationServer.Consents;
using McpGateway.Core.Auth.AuthorizationServer.Device;
using McpGateway.Core.Auth.AuthorizationServer.Exchange;
using McpGateway.Core.Auth.AuthorizationServer.Metadata;
using McpGateway.Core.Auth.AuthorizationServer.Registration;
using McpGateway.Core.Auth.Http;

namespace McpGateway.Core.Auth.AuthorizationServer;

public static class AuthorizationServerEndpoints
{
    /// <summary>
    /// Maps the OAuth 2.1 authorization server: metadata, <c>/oauth2/authorize|token|register|revoke|introspect|device_authorization</c> and
    /// <c>/device</c>. Its services come with <c>AddAuth</c>.
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
