using System.Globalization;
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

    /// <summary>The same, and another text where there is none or an empty one.</summary>
    public static string ShownOr(this JsonNode? value, string name, string other) =>
        value.Shown(name) is { Length: > 0 } shown && JsonNodes.Member(value, name) is not null ? shown : other;

    /// <summary>The beginning of a text, with three dots behind it however short it is: so the scripts print descriptions.</summary>
    public static string Beginning(this JsonNode? value, string name)
    {
        const int Longest = 100;
        return string.Concat(value.Shown(name).EnumerateRunes().Take(Longest)) + "...";
    }

    /// <summary>A share as per cent with two digits, as Python's <c>:.2%</c> writes it.</summary>
    public static string Percent(this JsonNode? value, string name)
    {
        const int Hundred = 100;
        return Number(value, name) is { } share
            ? (share * Hundred).ToString("0.00", CultureInfo.InvariantCulture) + "%"
            : "None";
    }

    /// <summary>A number with two digits, as Python's <c>:.2f</c> writes it.</summary>
    public static string Rounded(this JsonNode? value, string name) =>
        Number(value, name)?.ToString("0.00", CultureInfo.InvariantCulture) ?? "None";

    /// <summary>A number that may be missing.</summary>
    public static double? Number(this JsonNode? value, string name) =>
        JsonNodes.Member(value, name) is JsonValue number && number.GetValueKind() == JsonValueKind.Number
            ? double.Parse(number.ToJsonString(), CultureInfo.InvariantCulture)
            : null;

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
