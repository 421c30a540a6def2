using McpGateway.AuthorizationServer.Authorize;
using McpGateway.AuthorizationServer.Exchange;
using McpGateway.Foundation.Http;
using McpGateway.Proxy.A2a;

namespace McpGateway.AuthorizationServer.Metadata;

/// <summary>Agent cards name this authorization server.</summary>
internal sealed class GatewayCardSecurity(PublicOrigin origins) : ICardSecurity
{
    public CardSecurity Of(HttpRequest request)
    {
        var origin = origins.Of(request);
        return new(origin + AuthorizeEndpoints.Path, origin + TokenEndpoint.Path, origin + MetadataEndpoints.ServerPath);
    }
}
