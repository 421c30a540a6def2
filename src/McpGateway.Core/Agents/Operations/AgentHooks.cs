using System.Text.Json;
using McpGateway.Core.Registry.Admission;
using McpGateway.Foundation;

namespace McpGateway.Core.Agents.Operations;

/// <summary>Asks before an agent is stored.</summary>
public sealed class AgentHooks(RegistryHooks hooks)
{
    internal async Task<Error?> AskAsync(
        Caller caller, string operation, string path, JsonElement card, CancellationToken cancellationToken) =>
        hooks.IsGated
            ? await hooks.AskAsync(new(RegistryHooks.Agent, operation, caller.UserName, AgentPayload.Of(path, card)), cancellationToken)
            : null;
}
