using McpGateway.Core.Agents.Directory;
using McpGateway.Foundation;

namespace McpGateway.Core.Agents.Operations;

/// <summary>Checks an agent's health now.</summary>
public sealed class CheckAgent(AgentQueries queries, IAgentHealth health)
{
    public async Task<Result<AgentCheck>> ExecuteAsync(Caller caller, string path, CancellationToken cancellationToken)
    {
        var found = queries.Find(caller, path);
        return !found.IsSuccess ? found.Error
            : !found.Value.Agent.IsEnabled ? new Error(ErrorKind.Invalid, "Cannot perform health check on a disabled agent")
            : await health.CheckNowAsync(found.Value.Agent.Path, cancellationToken);
    }
}
