using System.Text.Json;

namespace McpGateway.Access.Files;

/// <summary>
/// A value of an imported file, YAML or JSON: text, a list, a mapping, or nothing. Knows its line so that problems can name it.
/// </summary>
/// <param name="Line">1-based; 0 when unknown.</param>
public sealed record FileNode(int Line)
{
    public string? Text { get; init; }

    public IReadOnlyList<FileNode>? Items { get; init; }

    public IReadOnlyList<KeyValuePair<string, FileNode>>? Members { get; init; }

    /// <summary>Empty, <c>~</c> or <c>null</c>.</summary>
    public bool IsNothing => Text is null && Items is null && Members is null;

    public FileNode? Member(string name)
    {
        foreach (var (key, value) in Members ?? [])
        {
            if (key == name)
            {
                return value;
            }
        }

        return null;
    }

    public static FileNode Of(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object =>
            new(0) { Members = [.. element.EnumerateObject().Select(static member => KeyValuePair.Create(member.Name, Of(member.Value)))] },
        JsonValueKind.Array => new(0) { Items = [.. element.EnumerateArray().Select(Of)] },
        JsonValueKind.String => new(0) { Text = element.GetString() },
        JsonValueKind.Null or JsonValueKind.Undefined => new(0),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => new(0) { Text = element.GetRawText() },
    };

    /// <summary>The same value as JSON, for entries that are kept without being understood.</summary>
    public JsonElement ToJson()
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer);
        }

        using var document = JsonDocument.Parse(buffer.ToArray());
        return document.RootElement.Clone();
    }

    private void Write(Utf8JsonWriter writer)
    {
        if (Members is not null)
        {
            writer.WriteStartObject();
            foreach (var (key, value) in Members)
            {
                writer.WritePropertyName(key);
                value.Write(writer);
            }

            writer.WriteEndObject();
        }
        else if (Items is not null)
        {
            writer.WriteStartArray();
            foreach (var item in Items)
            {
                item.Write(writer);
            }

            writer.WriteEndArray();
        }
        else
        {
            writer.WriteStringValue(Text);
        }
    }
}
