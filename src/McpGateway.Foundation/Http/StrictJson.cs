using System.Text.Json;
using System.Text.Unicode;

namespace McpGateway.Foundation.Http;

/// <summary>
/// Reads a JSON object that decides about access: valid UTF-8, no duplicate keys at any depth (RFC 7519 §4 lets a verifier refuse them,
/// and two readers that pick different ones disagree), no comments, no trailing data, shallow.
/// </summary>
public static class StrictJson
{
    private static readonly JsonDocumentOptions Options = new()
    {
        AllowDuplicateProperties = false,
        AllowTrailingCommas = false,
        CommentHandling = JsonCommentHandling.Disallow,
        MaxDepth = 16,
    };

    /// <returns>The object, independent of the bytes; null when it is not one.</returns>
    public static JsonElement? ReadObject(ReadOnlyMemory<byte> json)
    {
        if (!Utf8.IsValid(json.Span) || LoneSurrogates.AreIn(json.Span))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(json, Options);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Reads a string member.</summary>
    /// <returns>
    /// False when the member is there and is not a proper string (unpaired surrogates included), and when the parent is no object.
    /// </returns>
    public static bool TryReadString(JsonElement parent, string name, out string? value)
    {
        value = null;
        return parent.ValueKind == JsonValueKind.Object
            && (!parent.TryGetProperty(name, out var member) || TryReadString(member, out value));
    }

    public static bool TryReadString(JsonElement element, out string? value)
    {
        value = null;
        if (element.ValueKind != JsonValueKind.String)
        {
            return false;
        }

        try
        {
            value = element.GetString();
            return value is not null;
        }
        catch (InvalidOperationException)
        {
            return false; // an escape that names half of a surrogate pair
        }
    }

    /// <summary>Reads a member that is a list of strings, or one string.</summary>
    /// <returns>False when the member is there and is neither, and when the parent is no object.</returns>
    public static bool TryReadStrings(JsonElement parent, string name, out IReadOnlyList<string> values)
    {
        values = [];
        if (parent.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        if (!parent.TryGetProperty(name, out var member))
        {
            return true;
        }

        if (member.ValueKind != JsonValueKind.Array)
        {
            var isString = TryReadString(member, out var single);
            values = isString ? [single!] : [];
            return isString;
        }

        var read = new List<string>(member.GetArrayLength());
        foreach (var item in member.EnumerateArray())
        {
            if (!TryReadString(item, out var text))
            {
                return false;
            }

            read.Add(text!);
        }

        values = read;
        return true;
    }
}
