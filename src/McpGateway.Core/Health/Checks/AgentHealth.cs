using McpGateway.Core.Agents;
using McpGateway.Core.Registry.Servers;

namespace McpGateway.Core.Health.Checks;

/// <summary>What the operations on agents ask of health.</summary>
internal sealed class AgentHealth(IServerHealth health, HealthChecker checker, TimeProvider time) : IAgentHealth
{
    public HealthView Get(string key) => health.Get(key);

    public async Task<AgentCheck> CheckNowAsync(string key, CancellationToken cancellationToken)
    {
        var result = await checker.CheckAsync(key, isAsked: true, cancellationToken);
        return result.Agent ?? new(result.Status, key, result.LastChecked ?? time.GetUtcNow()) { Reason = result.Finding.Reason };
    }
}
