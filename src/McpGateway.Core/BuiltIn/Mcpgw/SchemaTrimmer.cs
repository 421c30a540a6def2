using System.Text.Json;
using System.Text.Json.Nodes;

namespace McpGateway.Core.BuiltIn.Mcpgw;

/// <summary>Shortens JSON Schemas without changing which calls they allow, for as long as that is possible.</summary>
internal static class SchemaTrimmer
{
    private const int ShortDescription = 160;

    /// <summary>Members that say nothing about validity.</summary>
    private static readonly HashSet<string> Prose = new(
        ["description", "title", "examples", "$comment", "$schema", "deprecated"], StringComparer.Ordinal);

    /// <summary>Members that hold schemas under names that are free to be anything.</summary>
    private static readonly HashSet<string> Named =
        new(["properties", "patternProperties", "$defs", "definitions", "dependentSchemas"], StringComparer.Ordinal);

    /// <summary>Members that hold values, which only look like schemas.</summary>
    private static readonly HashSet<string> Values = new(
        ["default", "const", "enum", "required", "dependentRequired"], StringComparer.Ordinal);

    public static JsonNode? Cut(JsonElement? schema, Detail detail) =>
        schema is not { ValueKind: JsonValueKind.Object } known ? null : detail switch
        {
            Detail.Full => JsonObject.Create(known),
            Detail.Lean => Lean(known),
            Detail.Required => RequiredOnly(known),
            Detail.Name => null,
        };

    public static string? LeftOut(Detail detail) => detail switch
    {
        Detail.Full => null,
        Detail.Lean => "descriptions",
        Detail.Required => "descriptions, optional arguments",
        Detail.Name => "tool_schema, descriptions",
    };

    public static string FirstWords(string text)
    {
        if (text.Length <= ShortDescription)
        {
            return text;
        }

        var end = text.LastIndexOf(' ', ShortDescription);
        end = end > 0 ? end : ShortDescription;
        return text[..(char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)] + "…";
    }

    private static JsonNode? Lean(JsonElement schema) => schema.ValueKind switch
    {
        JsonValueKind.Object => LeanObject(schema),
        JsonValueKind.Array => new JsonArray([.. schema.EnumerateArray().Select(Lean)]),
        _ => JsonValue.Create(schema),
    };

    private static JsonObject LeanObject(JsonElement schema)
    {
        var lean = new JsonObject();
        foreach (var member in schema.EnumerateObject().Where(member => !Prose.Contains(member.Name)))
        {
            lean[member.Name] = Values.Contains(member.Name) ? JsonNode.Parse(member.Value.GetRawText())
                : Named.Contains(member.Name) && member.Value.ValueKind == JsonValueKind.Object ? LeanNamed(member.Value)
                : Lean(member.Value);
        }

        return lean;
    }

    private static JsonObject LeanNamed(JsonElement schemas)
    {
        var lean = new JsonObject();
        foreach (var member in schemas.EnumerateObject())
        {
            lean[member.Name] = Lean(member.Value);
        }

        return lean;
    }

    private static JsonObject RequiredOnly(JsonElement schema)
    {
        var lean = LeanObject(schema);
        if (lean["properties"] is JsonObject properties)
        {
            var required = RequiredOf(schema);
            foreach (var name in properties.Select(property => property.Key).Where(name => !required.Contains(name)).ToArray())
            {
                properties.Remove(name);
            }
        }

        return lean;
    }

    internal static HashSet<string> RequiredOf(JsonElement schema) =>
        schema.TryGetProperty("required", out var required) && required.ValueKind == JsonValueKind.Array
            ? required.EnumerateArray()
                .Where(name => name.ValueKind == JsonValueKind.String)
                .Select(name => name.GetString()!)
                .ToHashSet(StringComparer.Ordinal)
            : [];
}
