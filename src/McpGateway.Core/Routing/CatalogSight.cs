using System.Runtime.CompilerServices;
using McpGateway.Core.Agents.Directory;
using McpGateway.Foundation;
using McpGateway.Proxy.Access;
using Route = McpGateway.Proxy.Routing.Route;

namespace McpGateway.Core.Routing;

/// <summary>The data plane's callers see the agents that lists and pages show them.</summary>
internal sealed class CatalogSight(AgentCatalog agents) : IAgentSight
{
    /// <summary>A caller is made once per credential and change of its rights.</summary>
    private readonly ConditionalWeakTable<Caller, AgentSight> _known = [];

    public bool Sees(ProxyCaller caller, Route route)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(route);
        return caller.Principal is Caller principal
            && agents.Current.TryGetValue(route.Path, out var entry)
            && _known.GetValue(principal, AgentSight.Of).Sees(entry.Agent);
    }
}
