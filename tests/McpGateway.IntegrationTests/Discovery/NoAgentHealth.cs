using McpGateway.Core.Agents;
using McpGateway.Core.Registry.Servers;

namespace McpGateway.IntegrationTests.Discovery;

/// <summary>Agents of which nobody has looked how they are.</summary>
internal sealed class NoAgentHealth : IAgentHealth
{
    public HealthView Get(string key) => HealthView.Unknown;

    public Task<AgentCheck> CheckNowAsync(string key, CancellationToken cancellationToken) => throw new NotSupportedException();
}
