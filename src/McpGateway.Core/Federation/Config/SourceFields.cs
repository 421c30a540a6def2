using System.Text.Json;
using McpGateway.Foundation;

namespace McpGateway.Core.Federation.Config;

/// <summary>Reads the members of one source; what is null counts as absent, what is of another type is reported.</summary>
internal sealed class SourceFields(JsonElement item, string prefix, List<FieldProblem> problems)
{
    public string? Text(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String)
        {
            return value.GetString() is { Length: > 0 } text ? text.Trim() : null;
        }

        return Wrong<string>(name, "a text");
    }

    /// <param name="name">The member.</param>
    /// <param name="stored">What the mask stands for.</param>
    /// <param name="mayKeep">Whether the mask may be used: the source is where it was.</param>
    public string? Secret(string name, string? stored, bool mayKeep)
    {
        var text = Text(name);
        if (text != ConfigDocument.Mask)
        {
            return text;
        }

        if (mayKeep && stored is not null)
        {
            return stored;
        }

        problems.Add(new($"{prefix}.{name}", "There is no stored value to keep for this address: state the value"));
        return null;
    }

    public bool? Flag(string name) => Find(name) is { } value
        ? value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : Wrong<bool?>(name, "true or false")
        : null;

    public int? Number(string name) => Find(name) is { } value
        ? value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : Wrong<int?>(name, "a whole number")
        : null;

    public IReadOnlyList<string> Texts(string name)
    {
        if (Find(name) is not { } value)
        {
            return [];
        }

        return value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(static text => text.ValueKind == JsonValueKind.String)
            ? [.. value.EnumerateArray().Select(static text => text.GetString()!).Distinct(StringComparer.Ordinal)]
            : Wrong<IReadOnlyList<string>>(name, "an array of texts") ?? [];
    }

    /// <summary>The names of a list of objects that each have one.</summary>
    public IReadOnlyList<string> Names(string list, string member)
    {
        if (Find(list) is not { } value)
        {
            return [];
        }

        if (value.ValueKind == JsonValueKind.Array
            && value.EnumerateArray().All(named => named.ValueKind == JsonValueKind.Object
                && named.TryGetProperty(member, out var name) && name.ValueKind == JsonValueKind.String))
        {
            return [.. value.EnumerateArray().Select(named => named.GetProperty(member).GetString()!).Distinct(StringComparer.Ordinal)];
        }

        return Wrong<IReadOnlyList<string>>(list, $"an array of objects with '{member}'") ?? [];
    }

    private JsonElement? Find(string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private T? Wrong<T>(string name, string wanted)
    {
        problems.Add(new($"{prefix}.{name}", $"Must be {wanted}"));
        return default;
    }
}
