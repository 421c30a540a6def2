using McpGateway.Core.Registry.Servers;

namespace McpGateway.Core.Agents.Directory;

/// <summary>Waits for agents whose card is new.</summary>
public sealed class HeldAgents(AgentCatalog catalog, TimeProvider time) : HoldWaiter(AgentRepository.Agents.Name, time)
{
    protected override bool Waits(string key) =>
        catalog.Current.GetValueOrDefault(key) is { IsHeld: true, Agent.IsEnabled: true };
}
