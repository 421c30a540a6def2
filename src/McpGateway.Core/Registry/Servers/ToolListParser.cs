using System.Text.Json;
using McpGateway.Foundation;

namespace McpGateway.Core.Registry.Servers;

/// <summary>Reads tools as clients and files state them: <c>schema</c> or <c>inputSchema</c>, description or parsed description.</summary>
internal static class ToolListParser
{
    private static readonly JsonElement EmptySchema = JsonElement.Parse("""{"type":"object","properties":{}}""");

    /// <returns>The tools, or null when the value is not an array of objects with names.</returns>
    public static IReadOnlyList<ToolRecord>? Read(JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var tools = new List<ToolRecord>();
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object || item.TextOf("name") is not { } name)
            {
                return null;
            }

            tools.Add(Of(name, item));
        }

        return tools;
    }

    private static ToolRecord Of(string name, JsonElement item)
    {
        var description = item.TextOf("description") ?? ParsedMain(item) ?? "";
        var schema = Object(item, "schema") ?? Object(item, "inputSchema") ?? Object(item, "input_schema") ?? EmptySchema;
        var (title, output, annotations) = (
            item.TextOf("title"), Object(item, "outputSchema") ?? Object(item, "output_schema"), Object(item, "annotations"));
        var hash = ToolDefinition.HashOf(name, title, description, schema, output, annotations);
        return new()
        {
            Name = name,
            Title = title,
            Description = description,
            InputSchema = schema.Clone(),
            OutputSchema = output?.Clone(),
            Annotations = annotations?.Clone(),
            DefinitionHash = hash,
            ApprovedHash = hash,
        };
    }

    private static string? ParsedMain(JsonElement item) => Object(item, "parsed_description") is { } parsed ? parsed.TextOf("main") : null;

    private static JsonElement? Object(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value : null;
}
