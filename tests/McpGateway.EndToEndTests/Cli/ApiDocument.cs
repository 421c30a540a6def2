using System.Text.Json;
using System.Text.RegularExpressions;

namespace McpGateway.EndToEndTests.Cli;

/// <summary>What <c>/openapi.json</c> says of answers: members that a real one has only at times.</summary>
internal sealed class ApiDocument
{
    private const int Deepest = 8;

    private readonly JsonElement _root;

    private ApiDocument(JsonElement root) => _root = root;

    public static ApiDocument Parse(string text) => new(JsonElement.Parse(text));

    /// <summary>Members of the answers of the operations at a path, as <see cref="AnswerShape"/> names them.</summary>
    public IEnumerable<string> MembersOf(string path)
    {
        // The description with the fewest parameters is the one that routing takes.
        var described = _root.GetProperty("paths").EnumerateObject()
            .Where(entry => Regex.IsMatch(path, "^" + Regex.Replace(Regex.Escape(entry.Name), @"\\\{[^}]+}", ".+") + "$"))
            .OrderBy(static entry => entry.Name.Count(static letter => letter == '{'))
            .ThenByDescending(static entry => entry.Name.Length).Take(1);
        return described.SelectMany(static entry => entry.Value.EnumerateObject())
            .SelectMany(static operation => operation.Value.TryGetProperty("responses", out var responses)
                ? responses.EnumerateObject().Where(static response => response.Name.StartsWith('2')).ToArray()
                : [])
            .SelectMany(response => SchemaOf(response.Value) is { } schema ? MembersOf(schema, "", 0) : []);
    }

    private static JsonElement? SchemaOf(JsonElement response) =>
        response.TryGetProperty("content", out var content) && content.TryGetProperty("application/json", out var json)
        && json.TryGetProperty("schema", out var schema)
            ? schema
            : null;

    private IEnumerable<string> MembersOf(JsonElement schema, string above, int depth)
    {
        if (depth > Deepest || schema.ValueKind != JsonValueKind.Object)
        {
            yield break;
        }

        if (schema.TryGetProperty("$ref", out var reference))
        {
            schema = _root.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1]);
        }

        foreach (var option in (string[])["oneOf", "anyOf", "allOf"])
        {
            if (schema.TryGetProperty(option, out var options))
            {
                foreach (var member in options.EnumerateArray().SelectMany(one => MembersOf(one, above, depth + 1)))
                {
                    yield return member;
                }
            }
        }

        foreach (var member in Below(schema, above, depth))
        {
            yield return member;
        }
    }

    private IEnumerable<string> Below(JsonElement schema, string above, int depth)
    {
        if (schema.TryGetProperty("items", out var items))
        {
            return MembersOf(items, above + "[]", depth + 1);
        }

        if (schema.TryGetProperty("additionalProperties", out var others))
        {
            return MembersOf(others, above + ".*", depth + 1);
        }

        return schema.TryGetProperty("properties", out var properties)
            ? properties.EnumerateObject().SelectMany(member => (string[])
            [
                $"{above}.{member.Name}",
                .. AnswerShape.IsForeign(member.Name) ? [] : MembersOf(member.Value, $"{above}.{member.Name}", depth + 1),
            ])
            : [];
    }
}
