using McpGateway.Core.Agents.Directory;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;

namespace McpGateway.Core.Health.Push;

/// <summary>
/// What one caller sees of health, which is what the registry shows it: the agents that it sees, the servers of its list, and of their
/// tools those that it may call.
/// </summary>
internal sealed class HealthVisibility(ServerCatalog catalog, ServerAuthorization guard, AgentCatalog agents)
{
    /// <summary>What the caller sees of a state: null for a server or an agent that it may not see.</summary>
    public Func<ServerHealthState, ServerHealthState?> For(Caller caller)
    {
        var sight = AgentSight.Of(caller);
        return state => For(sight, state);
    }

    private ServerHealthState? For(AgentSight sight, ServerHealthState state)
    {
        if (agents.Current.TryGetValue(state.Key, out var agent))
        {
            return sight.Sees(agent.Agent) ? state : null;
        }

        var caller = sight.Caller;
        if (!catalog.Current.TryGetValue(state.Key, out var entry) || !guard.MaySee(caller, entry.Server))
        {
            return null;
        }

        var mayCall = guard.ToolFilter(caller, entry.Server);
        return entry.Tools is { } tools ? state with { Tools = tools.Count(tool => mayCall(tool.Name)) } : state;
    }
}
