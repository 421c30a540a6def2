using McpGateway.Access.Decisions;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using Route = McpGateway.Proxy.Routing.Route;

namespace McpGateway.Core.Routing;

/// <summary>The data plane's callers may call the servers that lists and pages show them.</summary>
internal sealed class CatalogExposure(ServerCatalog servers) : IServerSight
{
    public bool Sees(Caller caller, Route route)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(route);
        return route.Agent is not null || servers.Find(route.Key) is not { } entry || ServerExposure.Of(entry.Server).Includes(caller);
    }
}
