using System.Text.Json;
using McpGateway.Core.Scanning.Analysis;

namespace McpGateway.Core.Scanning.Subjects;

/// <summary>Every text of a JSON Schema, wherever it stands: what a model is shown of a schema is all of it.</summary>
internal static class SchemaTexts
{
    private const int Deepest = 40;

    /// <summary>Members whose text is syntax, not prose.</summary>
    private static readonly HashSet<string> Syntax = new(StringComparer.Ordinal)
    {
        "type", "format", "$ref", "$schema", "$id", "$anchor", "contentEncoding", "contentMediaType",
    };

    private static readonly HashSet<string> Values = new(StringComparer.Ordinal) { "default", "const", "enum", "examples", "example" };

    private static readonly HashSet<string> Named = new(StringComparer.Ordinal)
    {
        "properties", "patternProperties", "$defs", "definitions", "dependentSchemas",
    };

    public static IEnumerable<ScanText> Of(string? item, string field, JsonElement? schema) =>
        schema is { } present ? Walk(item, field, present, 0) : [];

    private static IEnumerable<ScanText> Walk(string? item, string field, JsonElement value, int depth) => value.ValueKind switch
    {
        _ when depth > Deepest => [new(item, field, TextKind.Prose, value.GetRawText())],
        JsonValueKind.Object => value.EnumerateObject().SelectMany(member => Member(item, field, member, depth)),
        JsonValueKind.Array => value.EnumerateArray().SelectMany((entry, index) => Walk(item, $"{field}[{index}]", entry, depth + 1)),
        JsonValueKind.String => [new(item, field, TextKind.Prose, value.GetString()!)],
        JsonValueKind.Undefined or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null or _ => [],
    };

    private static IEnumerable<ScanText> Member(string? item, string field, JsonProperty member, int depth)
    {
        var at = $"{field}.{member.Name}";
        if (Named.Contains(member.Name) && member.Value.ValueKind == JsonValueKind.Object)
        {
            return member.Value.EnumerateObject().SelectMany(entry => Walk(item, $"{at}.{entry.Name}", entry.Value, depth + 1)
                .Prepend(new(item, $"{at}.{entry.Name}", TextKind.Parameter, entry.Name)));
        }

        return Values.Contains(member.Name) ? Strings(item, at, member.Value, depth)
            : Syntax.Contains(member.Name) && member.Value is { ValueKind: JsonValueKind.String } syntax
                && syntax.GetString()!.Length <= 64 ? []
            : Walk(item, at, member.Value, depth + 1);
    }

    private static IEnumerable<ScanText> Strings(string? item, string field, JsonElement value, int depth) => value.ValueKind switch
    {
        JsonValueKind.String => [new(item, field, TextKind.Value, value.GetString()!)],
        JsonValueKind.Array when depth <= Deepest =>
            value.EnumerateArray().SelectMany((entry, index) => Strings(item, $"{field}[{index}]", entry, depth + 1)),
        JsonValueKind.Object when depth <= Deepest => value.EnumerateObject().SelectMany(
            member => Strings(item, $"{field}.{member.Name}", member.Value, depth + 1)
                .Prepend(new(item, $"{field}.{member.Name}", TextKind.Value, member.Name))),
        _ when depth > Deepest => [new(item, field, TextKind.Value, value.GetRawText())],
        _ => [],
    };
}
