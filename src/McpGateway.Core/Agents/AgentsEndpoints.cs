using McpGateway.Core.Agents.Endpoints;

namespace McpGateway.Core.Agents;

public static class AgentsEndpoints
{
    /// <summary>
    /// Maps the routes of agents, under the prefix of the contract and under the one that other clients use. They need a caller.
    /// </summary>
    public static IEndpointRouteBuilder MapAgentRegistry(this IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        foreach (var prefix in (ReadOnlySpan<string>)["/api/agents", "/api/v2/agents"])
        {
            var agents = routes.MapGroup(prefix).WithTags("Agents");
            agents.MapAgents();
            agents.MapAgentSubroutes();
            agents.MapCards();
            agents.MapDiscover();
        }

        return routes;
    }
}
