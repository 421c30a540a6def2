using McpGateway.Core.Federation.Config;
using McpGateway.Core.Federation.Export;
using McpGateway.Core.Federation.Sync;

namespace McpGateway.Core.Federation;

public static class FederationEndpoints
{
    /// <summary>
    /// Maps <c>/api/federation</c>: configuration and synchronisation for administrators, the export for every caller, with what it may
    /// use.
    /// </summary>
    public static IEndpointRouteBuilder MapFederation(this IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        routes.MapFederationConfigs();
        routes.MapFederationSync();
        routes.MapFederationExport();
        return routes;
    }
}
