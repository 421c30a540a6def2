using System.Text.Json;

namespace McpGateway.Core.Agents.Cards;

/// <summary>
/// An object within a card, read member by member under both spellings. What does not fit is noted with its place; reading goes on, so that
/// whoever registers learns everything at once.
/// </summary>
internal sealed class CardPart(JsonElement json, string field, List<CardProblem> problems)
{
    public const int MaxItems = 200;

    private const int MaxShown = 80;

    public JsonElement Json => json;

    public List<CardProblem> Problems => problems;

    public string FieldOf(string name) => field.Length == 0 ? Shown(name) : $"{field}.{Shown(name)}";

    /// <summary>A name that the card chose, as errors repeat it: a long one is cut.</summary>
    public static string Shown(string name) =>
        name.Length <= MaxShown ? name : name[..(char.IsHighSurrogate(name[MaxShown - 1]) ? MaxShown - 1 : MaxShown)] + "…";

    public void Note(string name, string message) => problems.Add(new(FieldOf(name), message));

    public void NoteForm(string name, string expected) =>
        problems.Add(new(FieldOf(name), $"{FieldOf(name)}: must be {expected}", IsForm: true));

    /// <summary>
    /// Refuses members whose names are some of these in other letters: readers without regard for case would take them for the protocol's,
    /// and an address of the agent's among them for the gateway's.
    /// </summary>
    public void RefuseLookAlikes(KnownMembers known)
    {
        foreach (var member in json.EnumerateObject())
        {
            if (known.AlmostWritten(member.Name) is { } name)
            {
                Note(member.Name, $"{FieldOf(member.Name)}: the member is written '{name}'");
            }
        }
    }

    /// <summary>A member under either name. A null counts as absent, as existing clients send it.</summary>
    public bool TryGet(string name, out JsonElement value)
    {
        var isThere = json.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;
        var snake = CardNames.Snake(name);
        if (snake != name && json.TryGetProperty(snake, out var other) && other.ValueKind != JsonValueKind.Null)
        {
            if (isThere)
            {
                Note(name, $"{FieldOf(name)}: stated twice, as '{name}' and as '{snake}'");
            }
            else
            {
                (isThere, value) = (true, other);
            }
        }

        return isThere;
    }

    public bool Has(string name) => TryGet(name, out _);

    /// <summary>A text; null when it is absent or no text.</summary>
    public string? Text(string name, int maximum = 2048, bool allowsLines = false)
    {
        if (!TryGet(name, out var value))
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            NoteForm(name, "a text");
            return null;
        }

        var text = value.GetString()!;
        Judge(name, text, maximum, allowsLines);
        return text;
    }

    /// <summary>An address; null when it is absent or cannot be used.</summary>
    public string? Url(string name)
    {
        if (Text(name) is not { Length: > 0 } url)
        {
            return null;
        }

        if (CardUrl.Problem(url) is { } problem)
        {
            Note(name, $"{FieldOf(name)}: {problem}");
            return null;
        }

        return url;
    }

    public bool? Flag(string name)
    {
        if (!TryGet(name, out var value))
        {
            return null;
        }

        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            NoteForm(name, "true or false");
            return null;
        }

        return value.GetBoolean();
    }

    /// <summary>A list of texts; null when it is absent or no list.</summary>
    public IReadOnlyList<string>? Texts(string name, int maximum = 400)
    {
        if (Items(name) is not { } items)
        {
            return null;
        }

        var texts = new List<string>(items.Count);
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i].ValueKind != JsonValueKind.String)
            {
                NoteForm($"{name}[{i}]", "a text");
                continue;
            }

            var text = items[i].GetString()!;
            Judge($"{name}[{i}]", text, maximum, allowsLines: true);
            texts.Add(text);
        }

        return texts;
    }

    /// <summary>The objects of a list, each with its place; null when there is no such list.</summary>
    public IReadOnlyList<CardPart>? Parts(string name)
    {
        if (Items(name) is not { } items)
        {
            return null;
        }

        var parts = new List<CardPart>(items.Count);
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i].ValueKind == JsonValueKind.Object)
            {
                parts.Add(new(items[i], FieldOf($"{name}[{i}]"), problems));
            }
            else
            {
                NoteForm($"{name}[{i}]", "an object");
            }
        }

        return parts;
    }

    /// <summary>An object; null when it is absent or none.</summary>
    public CardPart? Part(string name)
    {
        if (!TryGet(name, out var value))
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            NoteForm(name, "an object");
            return null;
        }

        return new(value, FieldOf(name), problems);
    }

    /// <summary>The members of this object that are objects, by name.</summary>
    public IEnumerable<(string Name, CardPart Part)> Named()
    {
        foreach (var member in json.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Object)
            {
                yield return (member.Name, new(member.Value, FieldOf(member.Name), problems));
            }
            else
            {
                NoteForm(member.Name, "an object");
            }
        }
    }

    private List<JsonElement>? Items(string name)
    {
        if (!TryGet(name, out var value))
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            NoteForm(name, "a list");
            return null;
        }

        if (value.GetArrayLength() > MaxItems)
        {
            Note(name, $"{FieldOf(name)}: must not have more than {MaxItems} items");
            return null;
        }

        return [.. value.EnumerateArray()];
    }

    private void Judge(string name, string text, int maximum, bool allowsLines)
    {
        if (text.Length > maximum)
        {
            Note(name, $"{FieldOf(name)}: must not be longer than {maximum} characters");
        }
        else if (HiddenText.FirstIn(text, allowsLines) is { } hidden)
        {
            Note(name, HiddenText.Problem(FieldOf(name), hidden));
        }
    }
}
