using McpGateway.Cli.Commands;
using McpGateway.Cli.Views;
using McpGateway.Contracts.Client;
using Spectre.Console;

namespace McpGateway.Cli.Servers;

/// <summary><c>mcpgw server get</c>.</summary>
internal static class ServerShow
{
    public static async Task RunAsync(CommandRun run, string path, CancellationToken cancellationToken)
    {
        var server = await run.GetAsync(ApiRoutes.ServerGet, cancellationToken, path);
        run.Output.Result(server, () => new Rows(
            new DetailView()
                .Add("name", new(server.Text("display_name"), Tone.Strong))
                .Add("path", server.Text("path").TrimEnd('/'))
                .Add("description", server.Text("description"))
                .Add("state", ServerTable.StateOf(server))
                .Add("reason", server.Text("health_reason"))
                .Add("answers at", server.Text("final_address"))
                .Add("checked", server.Moment("last_checked_iso"))
                .Add("address", server.Text("gateway_url"))
                .Add("upstream", server.Text("proxy_pass_url"))
                .Add("transports", server.Joined("supported_transports"))
                .Add("authentication", server.Text("auth_type"))
                .Add("headers", server.Joined("header_names"))
                .Add("groups", server.Joined("groups"))
                .Add("tags", server.Joined("tags"))
                .Add("implementation", $"{server.At("implementation").Text("name")} {server.At("implementation").Text("version")}".Trim())
                .Add("registered", $"{server.Moment("registered_at")} by {server.Text("registered_by")}")
                .Add("source", server.Text("source"))
                .Render(),
            new Text(""),
            ToolTable.Of(server.Items("tools")).Render()));
    }
}
