using System.CommandLine;
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
            var stored = await ServerPaths.ToldAsync(
                run, run.Get(path), () => run.GetAsync(ApiRoutes.ServerGet, cancellationToken, run.Get(path)), cancellationToken);
            var body = ServerEditForm.Of(
                stored,
                ("name", run.Get(fields.Name)),
                ("proxy_pass_url", run.Get(url)),
                ("description", run.Get(fields.Description)),
                ("tags", Stated(run.Get(fields.Tags))),
                ("supported_transports", Stated(run.Get(fields.Transports))),
                ("license", run.Get(fields.License)),
                ("auth_type", run.Get(fields.AuthType)),
                ("auth_provider", run.Get(fields.AuthProvider)),
                ("mcp_endpoint", run.Get(fields.McpEndpoint)),
                ("sse_endpoint", run.Get(fields.SseEndpoint)),
                ("headers", await fields.HeadersAsync(run, cancellationToken)));
            await run.SendAsync(ApiRoutes.ServerEdit, body, cancellationToken, run.Get(path));
            var changed = await run.GetAsync(ApiRoutes.ServerGet, cancellationToken, run.Get(path));
            run.Output.Result(changed, $"{changed.Text("path").TrimEnd('/')} is changed ({changed.Text("health_status")}).");
        });
    }

    private static string? Stated(string[]? values) => values is { Length: > 0 } ? string.Join(',', values) : null;
}
