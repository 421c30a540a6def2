using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Core.Registry.Servers;

namespace McpGateway.Core.Health.Discovery;

/// <summary>
/// Reads tools out of an upstream's answer as it is, not through a model of it: members that we do not know stay part of the annotations
/// and schemas, and one malformed tool does not hide the others.
/// </summary>
internal static class ToolReader
{
    private const int LongestName = 256;

    public static IEnumerable<ToolRecord> Read(JsonNode? result)
    {
        if (result is not JsonObject body || body["tools"] is not JsonArray tools)
        {
            yield break;
        }

        foreach (var item in tools)
        {
            if (Find(item) is { } tool)
            {
                yield return tool;
            }
        }
    }

    public static string? NextCursor(JsonNode? result) =>
        result is JsonObject body && TextOf(body, "nextCursor") is { Length: > 0 } cursor ? cursor : null;

    /// <summary>One tool; null when it has no usable name, names a member twice, or has half of a surrogate pair.</summary>
    public static ToolRecord? Find(JsonNode? item)
    {
        try
        {
            return item is JsonObject tool && TextOf(tool, "name") is { Length: > 0 and <= LongestName } name
                ? ToolDefinition.Read(name, Parse(tool.ToJsonString()))
                : null;
        }
        catch (Exception failure) when (failure is ArgumentException or InvalidOperationException)
        {
            // JsonNode finds out when it is read.
            return null;
        }
    }

    private static string? TextOf(JsonObject from, string member) =>
        from[member] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
