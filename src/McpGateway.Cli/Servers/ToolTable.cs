using System.Text.Json;
using McpGateway.Cli.Views;

namespace McpGateway.Cli.Servers;

/// <summary>The list of a server's tools.</summary>
internal static class ToolTable
{
    public static TableView Of(IEnumerable<JsonElement> tools) =>
        new TableView("It offers no tool that you may call.", "!TOOL", "ARGUMENTS", "DESCRIPTION").AddAll(tools, static tool =>
        [
            new(tool.Text("name") + (tool.Flag("changed") ? " (changed)" : ""), tool.Flag("changed") ? Tone.Warning : Tone.Strong),
            ArgumentsOf(tool.At("schema")), FirstLine(tool.Text("description")),
        ]);

    /// <summary>The same of tools as MCP states them.</summary>
    public static TableView OfProtocol(IEnumerable<JsonElement> tools) =>
        new TableView("It offers no tool that you may call.", "!TOOL", "ARGUMENTS", "DESCRIPTION").AddAll(tools, static tool =>
            [new(tool.Text("name"), Tone.Strong), ArgumentsOf(tool.At("inputSchema")), FirstLine(tool.Text("description"))]);

    /// <summary>Names of a schema's properties, those that must be given marked with a star.</summary>
    public static string ArgumentsOf(JsonElement schema)
    {
        var required = schema.Items("required").Select(static name => name.GetString()).ToHashSet(StringComparer.Ordinal);
        return string.Join(", ", schema.At("properties").Members().Select(property =>
            property.Name + (required.Contains(property.Name) ? "*" : "")));
    }

    public static string FirstLine(string text) => text.Split('\n', 2)[0].Trim();
}
