using McpGateway.Proxy.Routing;

namespace McpGateway.Proxy.Access;

/// <summary>Port: which agents a caller sees. Who does not see an agent is told that there is none.</summary>
public interface IAgentSight
{
    /// <param name="caller">Who calls.</param>
    /// <param name="route">One with an <see cref="Route.Agent"/>.</param>
    bool Sees(ProxyCaller caller, Route route);
}

/// <summary>Where nothing says who sees agents, nobody does.</summary>
internal sealed class NoAgentSight : IAgentSight
{
    public bool Sees(ProxyCaller caller, Route route) => false;
}
