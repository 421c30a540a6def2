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

    private static readonly JsonElement EmptySchema = Parse("""{"type":"object"}""");

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

    private static ToolRecord? Find(JsonNode? item)
    {
        try
        {
            return item is JsonObject tool && TextOf(tool, "name") is { Length: > 0 and <= LongestName } name ? RecordOf(name, tool) : null;
        }
        catch (Exception failure) when (failure is ArgumentException or InvalidOperationException)
        {
            // It names a member twice, or has half of a surrogate pair: JsonNode finds out when it is read.
            return null;
        }
    }

    private static ToolRecord RecordOf(string name, JsonObject tool)
    {
        var title = TextOf(tool, "title");
        var description = TextOf(tool, "description") ?? "";
        var input = ObjectOf(tool, "inputSchema") ?? EmptySchema;
        var output = ObjectOf(tool, "outputSchema");
        var annotations = ObjectOf(tool, "annotations");
        var hash = ToolDefinition.HashOf(name, title, description, input, output, annotations);
        return new()
        {
            Name = name,
            Title = title,
            Description = description,
            InputSchema = input,
            OutputSchema = output,
            Annotations = annotations,
            DefinitionHash = hash,
            ApprovedHash = hash,
        };
    }

    private static string? TextOf(JsonObject from, string member) =>
        from[member] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static JsonElement? ObjectOf(JsonObject from, string member) =>
        from[member] is JsonObject value ? Parse(value.ToJsonString()) : null;

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
