using McpGateway.Access.Decisions;
using McpGateway.Core.Agents;
using McpGateway.Core.Agents.Directory;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using Route = McpGateway.Proxy.Routing.Route;

namespace McpGateway.Core.Routing;

/// <summary>The data plane's callers may call what lists and pages show them.</summary>
internal sealed class CatalogExposure(ServerCatalog servers, AgentCatalog agents) : IServerSight
{
    /// <remarks>Who sees an agent is asked where its calls are judged (<see cref="CatalogSight"/>): others get another answer.</remarks>
    public bool Sees(Caller caller, Route route)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(route);
        return route.Agent is not null || servers.Find(route.Key) is not { } entry || ServerExposure.Of(entry.Server).Includes(caller);
    }

    public Hiding? HidingOf(Caller caller, Route route)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(route);
        if (route.Agent is not null)
        {
            return agents.Current.TryGetValue(route.Path, out var agent) ? HidingOf(AgentSight.Of(caller), agent.Agent) : null;
        }

        return Sees(caller, route) || servers.Find(route.Key)?.Server is not { } server ? null
            : new(server.Visibility, $"the server '{route.Name}' {Shown(server.Visibility, server.AllowedGroups)}. "
                + "For everybody else a call is refused (403).");
    }

    private static Hiding? HidingOf(AgentSight sight, AgentDocument agent)
    {
        const string NotThere = "For everybody else it is not there (404).";
        return sight.Sees(agent) ? null
            : !sight.IsShownTo(agent)
                ? new(agent.Visibility, $"the agent '{agent.TechnicalName}' {Shown(agent.Visibility, agent.AllowedGroups)}. {NotThere}")
            : new("permissions", $"the agent '{agent.TechnicalName}' is seen by those whose scopes grant list_agents or get_agent for it, "
                + $"and these do not. {NotThere}");
    }

    private static string Shown(string visibility, IReadOnlyList<string> groups) => visibility == ItemVisibility.GroupRestricted
        ? $"is group-restricted: it is shown to members of {string.Join(", ", groups)}, its owner and administrators"
        : $"is {visibility}: it is shown to its owner and administrators";
}
