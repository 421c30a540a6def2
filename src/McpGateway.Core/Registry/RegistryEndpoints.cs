using McpGateway.Core.Registry.Endpoints;

namespace McpGateway.Core.Registry;

public static class RegistryEndpoints
{
    /// <summary>
    /// Maps the registry's routes, paths included. Everything but <c>/health</c>, <c>/api/version</c> and <c>/.well-known/mcp-servers</c>
    /// needs a caller; <c>/api/internal</c> expects HTTP Basic.
    /// </summary>
    public static IEndpointRouteBuilder MapRegistry(this IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        routes.MapServers();
        routes.MapServerSubroutes();
        routes.MapServerVersions();
        routes.MapImport();
        routes.MapLegacyServers();
        routes.MapInternalServers();
        routes.MapRegistryApi();
        routes.MapWellKnownServers();
        routes.MapService();
        return routes;
    }
}
