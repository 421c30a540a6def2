using McpGateway.Core.Scanning.Routes;

namespace McpGateway.Core.Scanning;

public static class ScanEndpoints
{
    /// <summary>
    /// Maps results and scans below the paths of servers and agents, for whoever may use or see them, and <c>/api/security</c> for
    /// administrators.
    /// </summary>
    public static IEndpointRouteBuilder MapScanning(this IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        routes.MapScans();
        routes.MapSecurity();
        return routes;
    }
}
