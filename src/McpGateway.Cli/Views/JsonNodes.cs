using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace McpGateway.Cli.Views;

/// <summary>Members of JSON that is put together or changed here, read without minding what is missing.</summary>
internal static class JsonNodes
{
    /// <summary>Null when it is no text, or not there.</summary>
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

    /// <summary>Null when the text is no JSON.</summary>
    public static JsonNode? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
