using System.Globalization;
using System.Text.Json.Nodes;

namespace McpGateway.Core.Import.Files;

/// <summary>
/// Turns the extended JSON of MongoDB's tools (v2, canonical and relaxed; v1 where it differs) into plain JSON:
/// <c>{"$date":…}</c>, <c>{"$oid":…}</c>, <c>{"$numberLong":…}</c> and the like.
/// </summary>
internal static class ExtendedJson
{
    /// <exception cref="FormatException">A value says that it is one of these and is not.</exception>
    public static JsonNode? Simplify(JsonNode? node) => node switch
    {
        JsonObject { Count: 1 or 2 } wrapped when wrapped.First() is { Key: ['$', ..] } first
            && Value(first.Key, first.Value) is (true, var plain) => plain,
        JsonObject members => new JsonObject(members.Select(static member => KeyValuePair.Create(member.Key, Simplify(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Simplify)]),
        _ => node?.DeepClone(),
    };

    /// <summary>Names that begin with a dollar sign are also those of JSON Schema (<c>$ref</c>): these stay.</summary>
    private static (bool IsOne, JsonNode? Plain) Value(string name, JsonNode? value) => name switch
    {
        "$oid" or "$uuid" or "$symbol" => (true, Text(value)),
        "$numberInt" or "$numberLong" => (true, JsonValue.Create(Whole(value))),
        "$numberDouble" or "$numberDecimal" => (true, JsonValue.Create(Number(value))),
        "$date" => (true, Date(value)),
        "$binary" => (true, value is JsonObject inner ? Text(inner["base64"]) : Text(value)),
        "$undefined" => (true, null),
        _ => (false, null),
    };

    private static JsonValue Text(JsonNode? value) =>
        value is JsonValue text && text.TryGetValue<string>(out var plain) ? JsonValue.Create(plain) : throw Wrong("a text");

    private static long Whole(JsonNode? value) =>
        long.TryParse(value?.ToString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Wrong("a whole number");

    private static double Number(JsonNode? value) =>
        double.TryParse(value?.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : throw Wrong("a number");

    private static JsonValue Date(JsonNode? value)
    {
        if (value is JsonValue text && text.TryGetValue<string>(out var iso))
        {
            return JsonValue.Create(iso);
        }

        var milliseconds = Whole(value is JsonObject inner ? inner["$numberLong"] : value);
        return milliseconds >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds()
            && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? JsonValue.Create(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString("O", CultureInfo.InvariantCulture))
            : throw Wrong("a date");
    }

    private static FormatException Wrong(string what) => new($"A value is not {what}.");
}
