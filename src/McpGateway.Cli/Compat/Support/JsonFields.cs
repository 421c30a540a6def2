using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Cli.Terminals;
using McpGateway.Cli.Views;

namespace McpGateway.Cli.Compat.Support;

/// <summary>Members of answers and files, as Python prints them; texts are cleaned for the terminal.</summary>
internal static class JsonFields
{
    /// <summary>A member as one line of text: numbers and booleans as Python prints them, null and absent as <c>None</c>.</summary>
    public static string Shown(this JsonNode? value, string name) => Show(JsonNodes.Member(value, name));

    /// <summary>Items of a list as text, separated by commas; <paramref name="none"/> when there are none.</summary>
    public static string ShownList(this JsonNode? value, string name, string none = "None")
    {
        var items = JsonNodes.Member(value, name) switch
        {
            JsonArray list => list.Select(Show).ToArray(),
            JsonValue one => [Show(one)],
            _ => [],
        };
        return items.Length == 0 ? none : string.Join(", ", items);
    }

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
