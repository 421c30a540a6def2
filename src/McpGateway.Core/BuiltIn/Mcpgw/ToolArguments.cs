using System.Globalization;
using System.Text.Json;

namespace McpGateway.Core.BuiltIn.Mcpgw;

/// <summary>Reads the arguments of a call. Problems are collected, so that one error names all of them.</summary>
internal sealed class ToolArguments(IDictionary<string, JsonElement>? values)
{
    private readonly List<string> _problems = [];

    public IReadOnlyList<string> Problems => _problems;

    public JsonElement? Find(string name) =>
        values is not null
            && values.TryGetValue(name, out var value)
            && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined) ? value : null;

    public string? Text(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String)
        {
            return value.GetString();
        }

        _problems.Add($"'{name}' must be a text");
        return null;
    }

    public string RequiredText(string name)
    {
        if (Text(name) is { } text && !string.IsNullOrWhiteSpace(text))
        {
            return text;
        }

        if (Find(name) is null or { ValueKind: JsonValueKind.String })
        {
            _problems.Add($"'{name}' is required");
        }

        return "";
    }

    public int WholeNumber(string name, int fallback, int least, int most)
    {
        if (Find(name) is not { } value)
        {
            return fallback;
        }

        // Models write numbers as texts now and then.
        var isNumber = value.ValueKind == JsonValueKind.Number ? value.TryGetInt32(out var number)
            : value.ValueKind == JsonValueKind.String & int.TryParse(
                value.ToString(), NumberStyles.Integer, CultureInfo.InvariantCulture, out number);
        if (isNumber && number >= least && number <= most)
        {
            return number;
        }

        _problems.Add($"'{name}' must be a whole number from {least} to {most}");
        return fallback;
    }

    /// <summary>A number from 0 to 1.</summary>
    public double Share(string name, double fallback)
    {
        if (Find(name) is not { } value)
        {
            return fallback;
        }

        var isNumber = double.TryParse(value.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number);
        if (isNumber && number is >= 0 and <= 1)
        {
            return number;
        }

        _problems.Add($"'{name}' must be a number from 0 to 1");
        return fallback;
    }

    public bool Boolean(string name, bool fallback)
    {
        if (Find(name) is not { } value)
        {
            return fallback;
        }

        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }

        _problems.Add($"'{name}' must be true or false");
        return fallback;
    }

    /// <summary>An array of texts; null when it is not stated.</summary>
    public IReadOnlyList<string>? Texts(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String))
        {
            return [.. value.EnumerateArray().Select(
                item => item.GetString()!.Trim()).Where(item => item.Length > 0).Distinct(StringComparer.Ordinal)];
        }

        _problems.Add($"'{name}' must be an array of texts");
        return null;
    }

    /// <summary>A JSON object; null when it is not stated.</summary>
    public JsonElement? Object(string name)
    {
        if (Find(name) is not { } value || value.ValueKind == JsonValueKind.Object)
        {
            return Find(name);
        }

        _problems.Add($"'{name}' must be a JSON object");
        return null;
    }

    public void Refuse(string problem) => _problems.Add(problem);
}
