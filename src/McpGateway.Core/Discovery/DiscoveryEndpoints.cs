using McpGateway.Core.Discovery.Endpoints;

namespace McpGateway.Core.Discovery;

public static class DiscoveryEndpoints
{
    /// <summary>
    /// Maps <c>POST /api/search/semantic</c>, <c>GET /api/search/index</c> and <c>POST /api/agents/discover/semantic</c>. They need a
    /// caller.
    /// </summary>
    public static IEndpointRouteBuilder MapDiscovery(this IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        routes.MapSearch();
        routes.MapIndexState();
        routes.MapAgentSearch();
        return routes;
    }
}
