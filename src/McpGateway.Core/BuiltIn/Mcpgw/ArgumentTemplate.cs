using System.Text.Json;
using System.Text.Json.Nodes;

namespace McpGateway.Core.BuiltIn.Mcpgw;

/// <summary>
/// The arguments that a call needs, or a few of those that it may have when it needs none: the schema's own default where it has one,
/// otherwise the type to fill in.
/// </summary>
internal static class ArgumentTemplate
{
    private const int MostOptional = 4;

    public static JsonObject Of(JsonElement? schema)
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
            template[property.Name] = ValueOf(property.Value);
        }

        return template;
    }

    private static JsonNode? ValueOf(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            return JsonValue.Create("<value>");
        }

        if (schema.TryGetProperty("default", out var value) || schema.TryGetProperty("const", out value))
        {
            return JsonNode.Parse(value.GetRawText());
        }

        return JsonValue.Create(
            schema.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String ? $"<{type.GetString()}>" : "<value>");
    }
}
