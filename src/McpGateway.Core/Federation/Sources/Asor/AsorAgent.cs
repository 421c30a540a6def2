using System.Text.Json;
using System.Text.Json.Nodes;

namespace McpGateway.Core.Federation.Sources.Asor;

/// <summary>Makes an A2A card of an agent definition, with what the protocol asks for and Workday does not state.</summary>
internal static class AsorAgent
{
    public static SourceItem Read(JsonElement definition)
    {
        if (ItemJson.ProblemOf(definition) is { } problem)
        {
            return SourceItem.Unusable(SourceItem.Unnamed, $"The definition {problem}");
        }

        var name = ItemJson.Id(definition, "name", "descriptor");
        if ((ItemJson.Id(definition, "id") ?? name) is not { } id || name is null)
        {
            return SourceItem.Unusable(SourceItem.Unnamed, "The definition has no name");
        }

        if (ItemJson.Text(definition, "url") is not { } url)
        {
            return SourceItem.Unusable(id, "The definition has no url");
        }

        return new()
        {
            OriginalId = id,
            Name = name,
            ContentHash = ItemJson.HashOf(definition.GetRawText()),
            Version = ItemJson.Text(definition, "version"),
            Card = CardOf(definition, name, url),
            AgentPath = "/" + PathOf(name),
        };
    }

    private static JsonElement CardOf(JsonElement definition, string name, string url) => JsonElement.Parse(new JsonObject
    {
        ["protocolVersion"] = "0.3.0",
        ["name"] = name,
        ["description"] = ItemJson.Text(definition, "description") ?? $"ASOR agent: {name}",
        ["url"] = url,
        ["version"] = ItemJson.Text(definition, "version") ?? "1.0.0",
        ["provider"] = new JsonObject { ["organization"] = "Workday ASOR", ["url"] = "https://www.workday.com" },
        ["capabilities"] = new JsonObject(),
        ["defaultInputModes"] = new JsonArray("text/plain"),
        ["defaultOutputModes"] = new JsonArray("text/plain"),
        ["skills"] = new JsonArray([.. ItemJson.Elements(definition, "skills").Select(SkillOf).OfType<JsonNode>()]),
    }.ToJsonString());

    private static JsonObject? SkillOf(JsonElement skill)
    {
        var name = ItemJson.Text(skill, "name", "descriptor") ?? ItemJson.Text(skill, "id");
        return name is null ? null : new()
        {
            ["id"] = ItemJson.Text(skill, "id") ?? name,
            ["name"] = name,
            ["description"] = ItemJson.Text(skill, "description") ?? name,
            ["tags"] = new JsonArray("asor"),
        };
    }

    /// <summary>Lower case, with <c>-</c> for what a path may not have.</summary>
    private static string PathOf(string name) => string.Concat(
        name.Trim().ToLowerInvariant().Select(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' ? letter : '-'));
}
