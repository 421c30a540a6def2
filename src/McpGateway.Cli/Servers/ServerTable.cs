using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Views;

namespace McpGateway.Cli.Servers;

/// <summary>The list of servers.</summary>
internal static class ServerTable
{
    public static void Show(CommandRun run, JsonElement answer, string? tag, bool isAiling)
    {
        var servers = answer.Items("servers").Where(server => Passes(server, tag, isAiling)).ToArray();
        if (run.Output.IsJson)
        {
            run.Output.Json(new JsonObject
            {
                ["servers"] = new JsonArray([.. servers.Select(static server => JsonNode.Parse(server.GetRawText()))]),
            });
            return;
        }

        run.Output.Show(new TableView("There is no such server.", "!PATH", "NAME", "STATE", "#TOOLS", "#STARS", "TAGS")
            .AddAll(servers, static server =>
            [
                new(server.Text("path").TrimEnd('/'), Tone.Strong), server.Text("display_name"), StateOf(server), ToolsOf(server),
                server.Number("num_stars") is > 0 and var stars ? $"{stars:0.0}" : "", server.Joined("tags"),
            ])
            .Render());
    }

    public static Cell StateOf(JsonElement server) =>
        server.Flag("is_enabled") ? Cell.State(server.Text("health_status")) : Cell.State("disabled");

    public static string ToolsOf(JsonElement server) =>
        server.Number("changed_tools") is > 0 and var changed
            ? $"{server.Text("num_tools")} ({changed} changed)"
            : server.Text("num_tools");

    private static bool Passes(JsonElement server, string? tag, bool isAiling) =>
        (tag is null || server.Items("tags").Any(item => string.Equals(item.GetString(), tag, StringComparison.OrdinalIgnoreCase)))
        && (!isAiling || (server.Flag("is_enabled") && server.Text("health_status") != "healthy"));
}
