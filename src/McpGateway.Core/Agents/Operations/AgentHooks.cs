using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Core.Registry.Admission;
using McpGateway.Foundation;

namespace McpGateway.Core.Agents.Operations;

/// <summary>Asks before an agent is stored. Cards state which credentials are wanted, and hold none.</summary>
public sealed class AgentHooks(RegistryHooks hooks)
{
    internal async Task<Error?> AskAsync(
        Caller caller, string operation, string path, JsonElement card, CancellationToken cancellationToken) =>
        hooks.IsGated
            ? await hooks.AskAsync(new(RegistryHooks.Agent, operation, caller.UserName, PayloadOf(path, card)), cancellationToken)
            : null;

    /// <summary>An agent as others outside are told of it.</summary>
    internal static JsonObject PayloadOf(string path, JsonElement card)
    {
        var payload = JsonObject.Create(card)?.DeepClone() as JsonObject ?? [];
        payload["path"] = path;
        return payload;
    }
}
