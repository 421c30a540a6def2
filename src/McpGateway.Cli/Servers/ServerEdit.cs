using System.CommandLine;
using System.Text.Json;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Views;
using McpGateway.Contracts.Client;

namespace McpGateway.Cli.Servers;

/// <summary><c>mcpgw server edit</c>: what is not said stays as it is.</summary>
internal static class ServerEdit
{
    public static Command Create(CliContext cli)
    {
        var path = ServerCommands.Path();
        var url = new Option<string?>("--upstream") { Description = "address of the MCP server" };
        var fields = new ServerFields();
        var command = new Command("edit", "Change a server; what is not said stays") { path, url };
        fields.AddTo(command);
        return cli.Runs(command, async (run, cancellationToken) =>
        {
            var stored = await run.GetAsync(ApiRoutes.ServerGet, cancellationToken, run.Get(path));
            var body = Bodies.Form(
                ("name", run.Get(fields.Name) ?? stored.Text("display_name")),
                ("proxy_pass_url", run.Get(url) ?? stored.Text("proxy_pass_url")),
                ("description", run.Get(fields.Description) ?? stored.Text("description")),
                ("tags", Stated(run.Get(fields.Tags)) ?? List(stored, "tags")),
                ("supported_transports", Stated(run.Get(fields.Transports)) ?? List(stored, "supported_transports")),
                ("num_tools", stored.Text("num_tools")),
                ("num_stars", stored.Text("num_stars")),
                ("is_python", Bodies.Flag(stored.Flag("is_python"))),
                ("license", run.Get(fields.License) ?? stored.Text("license")),
                ("auth_type", run.Get(fields.AuthType) ?? stored.Text("auth_type")),
                ("auth_provider", run.Get(fields.AuthProvider) ?? Known(stored, "auth_provider")),
                ("mcp_endpoint", run.Get(fields.McpEndpoint) ?? Known(stored, "mcp_endpoint")),
                ("sse_endpoint", run.Get(fields.SseEndpoint) ?? Known(stored, "sse_endpoint")),
                ("headers", await fields.HeadersAsync(run, cancellationToken)));
            await run.SendAsync(ApiRoutes.ServerEdit, body, cancellationToken, run.Get(path));
            var changed = await run.GetAsync(ApiRoutes.ServerGet, cancellationToken, run.Get(path));
            run.Output.Result(changed, $"{changed.Text("path").TrimEnd('/')} is changed ({changed.Text("health_status")}).");
        });
    }

    private static string? Stated(string[]? values) => values is { Length: > 0 } ? string.Join(',', values) : null;

    private static string List(JsonElement server, string name) => string.Join(',', server.Items(name).Select(JsonRead.ScalarOf));

    private static string? Known(JsonElement server, string name) => server.Text(name) is { Length: > 0 } text ? text : null;
}
