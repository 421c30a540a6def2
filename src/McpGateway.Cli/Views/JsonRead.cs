using System.Globalization;
using System.Text.Json;

namespace McpGateway.Cli.Views;

/// <summary>Members of answers for people: what is missing reads as nothing, for an older gateway may not have it yet.</summary>
internal static class JsonRead
{
    /// <summary>The member; <c>Undefined</c> when there is none.</summary>
    public static JsonElement At(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) ? value : default;

    /// <summary>A scalar as text; empty when it is missing or null.</summary>
    public static string Text(this JsonElement json, string name) => ScalarOf(json.At(name));

    /// <summary>The first of several names that has a text.</summary>
    public static string Text(this JsonElement json, string name, string otherwise) =>
        json.Text(name) is { Length: > 0 } text ? text : json.Text(otherwise);

    /// <summary>A text; empty for all else, also for a number. For what is sent on: secrets, ids, addresses.</summary>
    public static string TextOnly(this JsonElement json, string name) =>
        json.At(name) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : "";

    public static bool Flag(this JsonElement json, string name) => json.At(name).ValueKind == JsonValueKind.True;

    public static double? Number(this JsonElement json, string name) =>
        json.At(name) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : null;

    /// <summary>Items of a list; none when it is no list.</summary>
    public static IReadOnlyList<JsonElement> Items(this JsonElement json, string name) => json.At(name).Items();

    public static IReadOnlyList<JsonElement> Items(this JsonElement json) =>
        json.ValueKind == JsonValueKind.Array ? [.. json.EnumerateArray()] : [];

    /// <summary>Members of an object; none when it is no object.</summary>
    public static IReadOnlyList<JsonProperty> Members(this JsonElement json) =>
        json.ValueKind == JsonValueKind.Object ? [.. json.EnumerateObject()] : [];

    /// <summary>A list of scalars as one text.</summary>
    public static string Joined(this JsonElement json, string name) => string.Join(", ", json.Items(name).Select(ScalarOf));

    /// <summary>A moment as <c>2026-11-30 10:46</c>, in UTC.</summary>
    public static string Moment(this JsonElement json, string name) => DateTimeOffset.TryParse(
        json.Text(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
        ? moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)
        : json.Text(name);

    public static string ScalarOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        JsonValueKind.Object or JsonValueKind.Array => value.GetRawText(),
        _ => "",
    };
}
