using McpGateway.Access.Endpoints;
using McpGateway.Core.Egress.Connections;
using McpGateway.Core.Egress.Settings;

namespace McpGateway.Core.Egress;

public static class EgressEndpoints
{
    /// <summary>Maps <c>/api/egress/*</c> and the callback of providers, <c>/oauth2/egress/callback</c>.</summary>
    public static IEndpointRouteBuilder MapEgress(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/egress").WithTags("Egress").RequireAuthorization(EndpointPolicies.AnyCaller);
        group.MapSettings();
        group.MapConnections();
        routes.MapConnectCallback();
        return routes;
    }
}
