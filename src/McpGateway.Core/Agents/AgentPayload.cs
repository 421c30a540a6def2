using System.Text.Json;
using System.Text.Json.Nodes;

namespace McpGateway.Core.Agents;

/// <summary>An agent as others outside are told of it: its card, which states which credentials are wanted and holds none.</summary>
internal static class AgentPayload
{
    public static JsonObject Of(string path, JsonElement card)
    {
        var payload = JsonObject.Create(card)?.DeepClone() as JsonObject ?? [];
        payload["path"] = path;
        return payload;
    }
}
