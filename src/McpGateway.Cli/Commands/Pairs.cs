using McpGateway.Cli.Running;

namespace McpGateway.Cli.Commands;

/// <summary>Options of the form <c>NAME=VALUE</c>.</summary>
internal static class Pairs
{
    public static (string Name, string Value) Split(string text, string option)
    {
        var parts = text.Split('=', 2);
        return parts is [{ Length: > 0 }, _] ? (parts[0], parts[1]) : throw CommandFailure.Misuse($"{option} {text} must be NAME=VALUE.");
    }

    /// <summary>A value as JSON where it is some, and as a text otherwise: <c>3</c>, <c>true</c>, <c>["a"]</c>, <c>Paris</c>.</summary>
    public static System.Text.Json.Nodes.JsonNode? Value(string text)
    {
        try
        {
            return System.Text.Json.Nodes.JsonNode.Parse(text);
        }
        catch (System.Text.Json.JsonException)
        {
            return text;
        }
    }
}
