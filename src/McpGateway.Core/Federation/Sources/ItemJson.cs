using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using McpGateway.Foundation.Http;

namespace McpGateway.Core.Federation.Sources;

/// <summary>Reads members of items, whatever they are. Values of another type are absent.</summary>
internal static class ItemJson
{
    private const int MaxBytes = 256 * 1024;
    private const int MaxId = 200;
    private const int MaxTag = 64;

    /// <summary>What is wrong with an item as such; null when its members can be read.</summary>
    public static string? ProblemOf(JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            return "is no JSON object";
        }

        var raw = JsonMarshal.GetRawUtf8Value(item);
        return raw.Length > MaxBytes ? $"is larger than {MaxBytes} bytes"
            : !Utf8.IsValid(raw) ? "is not valid UTF-8"
            : LoneSurrogates.AreIn(raw) ? "has half of a surrogate pair"
            : NamesTwice(raw) ? "names a member twice"
            : null;
    }

    /// <summary>Two readers of such an item may see two items. It is judged alone, so that it does not spoil the page it is on.</summary>
    private static bool NamesTwice(ReadOnlySpan<byte> raw)
    {
        try
        {
            using var strict = JsonDocument.Parse(raw.ToArray(), new() { AllowDuplicateProperties = false });
            return false;
        }
        catch (JsonException)
        {
            return true;
        }
    }

    /// <summary>The text; null when there is none, or an empty one.</summary>
    public static string? Text(JsonElement item, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (item.ValueKind == JsonValueKind.Object
                && item.TryGetProperty(name, out var value)
                && value.ValueKind == JsonValueKind.String
                && value.GetString() is { Length: > 0 } text)
            {
                return text;
            }
        }

        return null;
    }

    public static JsonElement? Member(JsonElement item, string name, JsonValueKind kind) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var value) && value.ValueKind == kind ? value : null;

    public static bool Flag(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    public static int? Number(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object
        && item.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt32(out var number)
            ? number
            : null;

    public static IEnumerable<JsonElement> Elements(JsonElement item, string name) =>
        Member(item, name, JsonValueKind.Array) is { } list ? list.EnumerateArray() : [];

    /// <summary>The texts of a list that can be tags.</summary>
    public static IReadOnlyList<string> Tags(JsonElement item) =>
    [
        .. Elements(item, "tags")
            .Where(static tag => tag.ValueKind == JsonValueKind.String)
            .Select(static tag => tag.GetString()!.Trim())
            .Where(static tag => tag.Length is > 0 and <= MaxTag),
    ];

    /// <summary>An id that can be told in a message and kept.</summary>
    public static string? Id(JsonElement item, params ReadOnlySpan<string> names) =>
        Text(item, names) is { Length: <= MaxId } id && !id.Any(char.IsControl) ? id : null;

    public static string HashOf(params ReadOnlySpan<string?> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in parts)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(part ?? "\u0001"));
            hash.AppendData([0]);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
