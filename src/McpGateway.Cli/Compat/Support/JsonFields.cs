using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Cli.Terminals;

namespace McpGateway.Cli.Compat.Support;

/// <summary>Members of answers and files, read without minding what is missing; texts are cleaned for the terminal.</summary>
internal static class JsonFields
{
    /// <summary>A member as one line of text: numbers and booleans as Python prints them, null and absent as <c>None</c>.</summary>
    public static string Shown(this JsonNode? value, string name) => Show(Member(value, name));

    /// <summary>Items of a list as text, separated by commas; <paramref name="none"/> when there are none.</summary>
    public static string ShownList(this JsonNode? value, string name, string none = "None")
    {
        var items = Member(value, name) switch
        {
            JsonArray list => list.Select(Show).ToArray(),
            JsonValue one => [Show(one)],
            _ => [],
        };
        return items.Length == 0 ? none : string.Join(", ", items);
    }

    public static string? Text(this JsonNode? value, string name) =>
        Member(value, name) is JsonValue text && text.GetValueKind() == JsonValueKind.String ? text.GetValue<string>() : null;

    public static long Whole(this JsonNode? value, string name) =>
        Member(value, name) is JsonValue number && number.GetValueKind() == JsonValueKind.Number
        && long.TryParse(number.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
            ? whole
            : 0;

    public static bool IsTrue(this JsonNode? value, string name) => Member(value, name)?.GetValueKind() == JsonValueKind.True;

    /// <summary>The objects in a list; empty when there is no list.</summary>
    public static IReadOnlyList<JsonNode> List(this JsonNode? value, string name) =>
        Member(value, name) is JsonArray list ? [.. list.OfType<JsonNode>()] : [];

    public static JsonObject? Object(this JsonNode? value, string name) => Member(value, name) as JsonObject;

    public static JsonNode? Member(JsonNode? value, string name) =>
        value is JsonObject members && members.TryGetPropertyValue(name, out var found) ? found : null;

    private static string Show(JsonNode? value) => value switch
    {
        null => "None",
        JsonObject or JsonArray => PlainText.Line(value.ToJsonString()),
        _ => value.GetValueKind() switch
        {
            JsonValueKind.True => "True",
            JsonValueKind.False => "False",
            JsonValueKind.String => PlainText.Line(value.GetValue<string>()),
            _ => value.ToJsonString(),
        },
    };
}
