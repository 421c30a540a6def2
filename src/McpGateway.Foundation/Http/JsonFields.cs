using System.Text.Json;
using System.Text.Json.Nodes;

namespace McpGateway.Foundation.Http;

/// <summary>
/// The members of a JSON body, read by the rules that existing clients rely on: null stands for absent, values are of their own type and
/// not of one that could be read as it. Problems are collected, so that a handler reads every member first and then asks
/// <see cref="IsValid"/> once. For forms and queries: <see cref="FormFields"/>.
/// </summary>
/// <param name="root">An object, as <see cref="JsonBody"/> reads it.</param>
public sealed class JsonFields(JsonElement root)
{
    private const string Source = "body";

    /// <summary>The object itself.</summary>
    public JsonElement Root => root;

    public Validation422 Problems { get; } = new();

    public bool IsValid => Problems.IsEmpty;

    /// <summary>Finds a member under any of its names. One thing under two of them is reported: nobody knows which counts.</summary>
    public bool TryGet(out JsonElement value, params ReadOnlySpan<string> names)
    {
        var isThere = false;
        value = default;
        foreach (var name in names)
        {
            if (!root.TryGetProperty(name, out var found) || found.ValueKind == JsonValueKind.Null)
            {
                continue;
            }

            if (isThere)
            {
                Problems.Value(Source, name, null, $"Stated twice, as '{names[0]}' and as '{name}'");
            }

            (isThere, value) = (true, found);
        }

        return isThere;
    }

    /// <summary>The text; null when absent, or reported as none.</summary>
    public string? Text(params ReadOnlySpan<string> names)
    {
        if (!TryGet(out var value, names))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String)
        {
            return value.GetString();
        }

        WrongType("string", "string", value, names[0]);
        return null;
    }

    /// <summary>The text; one that is absent, null, of another type or empty is reported, and the empty text returned.</summary>
    public string RequiredText(string name)
    {
        if (!root.TryGetProperty(name, out var value))
        {
            Missing(name);
        }
        else if (value.ValueKind != JsonValueKind.String)
        {
            WrongType("string", "string", value, name);
        }
        else if (value.GetString() is { Length: > 0 } text)
        {
            return text;
        }
        else
        {
            Problems.Add(
                "string_too_short", [Source, name], "String should have at least 1 character", "", new JsonObject { ["min_length"] = 1 });
        }

        return "";
    }

    /// <summary>The texts of a list; null when it is absent, or reported as none.</summary>
    public IReadOnlyList<string>? Texts(params ReadOnlySpan<string> names)
    {
        if (!TryGet(out var value, names))
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            WrongType("list", "list", value, names[0]);
            return null;
        }

        var texts = new List<string>();
        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.String)
            {
                texts.Add(item.GetString()!);
            }
            else
            {
                WrongType("string", "string", item, names[0], index);
            }

            index++;
        }

        return texts;
    }

    public bool Boolean(string name, bool fallback)
    {
        if (!TryGet(out var value, name))
        {
            return fallback;
        }

        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }

        WrongType("bool", "boolean", value, name);
        return fallback;
    }

    public int WholeNumber(string name, int fallback, int minimum, int maximum) =>
        (int)Number(name, fallback, minimum, maximum, mustBeWhole: true);

    public double Number(string name, double fallback, double minimum, double maximum) =>
        Number(name, fallback, minimum, maximum, mustBeWhole: false);

    /// <summary>Reports a member that has to be there.</summary>
    public void Missing(string name) => Problems.Missing(Source, name, Node(root));

    private double Number(string name, double fallback, double minimum, double maximum, bool mustBeWhole)
    {
        if (!TryGet(out var value, name))
        {
            return fallback;
        }

        if (value.ValueKind != JsonValueKind.Number
            || !value.TryGetDouble(out var number)
            || (mustBeWhole && number != Math.Truncate(number)))
        {
            WrongType(mustBeWhole ? "int" : "float", mustBeWhole ? "integer" : "number", value, name);
            return fallback;
        }

        if (number < minimum)
        {
            Problems.Add(
                "greater_than_equal", [Source, name], $"Input should be greater than or equal to {minimum}", Node(value),
                new JsonObject { ["ge"] = minimum });
            return fallback;
        }

        if (number > maximum)
        {
            Problems.Add(
                "less_than_equal", [Source, name], $"Input should be less than or equal to {maximum}", Node(value),
                new JsonObject { ["le"] = maximum });
            return fallback;
        }

        return number;
    }

    private void WrongType(string type, string word, JsonElement value, string name, int? index = null)
    {
        var location = new JsonArray(Source, name);
        if (index is { } place)
        {
            location.Add((JsonNode)place);
        }

        Problems.Add(type + "_type", location, $"Input should be a valid {word}", Node(value));
    }

    private static JsonNode? Node(JsonElement value) => JsonNode.Parse(value.GetRawText());
}
