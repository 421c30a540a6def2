using System.Text.Json;
using System.Text.Json.Nodes;

namespace McpGateway.Core.BuiltIn.Mcpgw;

/// <summary>
/// The arguments that a call needs, or a few of those that it may have when it needs none: the schema's own default or example where it
/// has one, the first of the values that it allows, the same of an object's members, and otherwise the type to fill in.
/// </summary>
internal static class ArgumentTemplate
{
    private const int MostOptional = 4;
    private const int MostDepth = 3;

    public static JsonObject Of(JsonElement? schema) => Of(schema, depth: 0);

    private static JsonObject Of(JsonElement? schema, int depth)
    {
        var template = new JsonObject();
        if (schema is not { ValueKind: JsonValueKind.Object } known
            || !known.TryGetProperty("properties", out var properties)
            || properties.ValueKind != JsonValueKind.Object)
        {
            return template;
        }

        var required = SchemaTrimmer.RequiredOf(known);
        var shown = required.Count > 0
            ? properties.EnumerateObject().Where(property => required.Contains(property.Name))
            : properties.EnumerateObject().Take(MostOptional);
        foreach (var property in shown)
        {
            template[property.Name] = ValueOf(property.Value, depth);
        }

        return template;
    }

    private static JsonNode? ValueOf(JsonElement schema, int depth)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            return JsonValue.Create("<value>");
        }

        if (schema.TryGetProperty("default", out var value) || schema.TryGetProperty("const", out value))
        {
            return JsonNode.Parse(value.GetRawText());
        }

        if (FirstOf(schema, "examples") is { } example)
        {
            return example;
        }

        if (FirstOf(schema, "enum") is { } allowed)
        {
            return allowed;
        }

        var type = schema.TryGetProperty("type", out var stated) && stated.ValueKind == JsonValueKind.String ? stated.GetString() : "value";
        return type == "object" && depth < MostDepth && schema.TryGetProperty("properties", out _)
            ? Of(schema, depth + 1)
            : JsonValue.Create($"<{type}>");
    }

    private static JsonNode? FirstOf(JsonElement schema, string list) =>
        schema.TryGetProperty(list, out var values) && values.ValueKind == JsonValueKind.Array && values.GetArrayLength() > 0
            ? JsonNode.Parse(values[0].GetRawText())
            : null;
}
