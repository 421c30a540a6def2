using System.CommandLine;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Views;
using McpGateway.Contracts.Client;

namespace McpGateway.Cli.Servers;

/// <summary><c>mcpgw server add</c>: registers a server and, unless told otherwise, switches it on.</summary>
internal static class ServerAdd
{
    public static Command Create(CliContext cli)
    {
        var path = new Argument<string>("path") { Description = "its path at the gateway, such as /github" };
        var url = new Argument<string>("upstream") { Description = "address of the MCP server" };
        var disabled = new Option<bool>("--disabled") { Description = "register it switched off" };
        var replace = Registration.Replace("server");
        var fields = new ServerFields();
        var command = new Command("add", "Register a server and switch it on") { path, url, disabled, replace };
        fields.AddTo(command);
        return cli.Runs(command, async (run, cancellationToken) =>
        {
            var name = run.Get(fields.Name) ?? run.Get(path).Trim('/');
            var answer = await Registration.SendAsync(
                run,
                replace,
                [
                    ("path", run.Get(path)),
                    ("proxy_pass_url", run.Get(url)),
                    ("name", name),
                    ("description", run.Get(fields.Description) ?? name),
                    ("tags", Joined(run.Get(fields.Tags))),
                    ("supported_transports", Joined(run.Get(fields.Transports))),
                    ("auth_type", run.Get(fields.AuthType)),
                    ("auth_provider", run.Get(fields.AuthProvider)),
                    ("mcp_endpoint", run.Get(fields.McpEndpoint)),
                    ("sse_endpoint", run.Get(fields.SseEndpoint)),
                    ("license", run.Get(fields.License)),
                    ("headers", await fields.HeadersAsync(run, cancellationToken)),
                ],
                cancellationToken);
            if (run.Get(disabled))
            {
                run.Output.Result(answer, $"{answer.Text("path")} is registered, switched off.");
                return;
            }

            var toggled = await run.SendAsync(
                ApiRoutes.ServerToggle, Bodies.Form(("path", answer.Text("path")), ("new_state", "true")), cancellationToken);
            run.Output.Result(
                toggled,
                $"{toggled.Text("service_path")} is registered and switched on: "
                + $"{toggled.Text("status")}, {toggled.Text("num_tools")} tools.\n"
                + $"Clients reach it at {run.Gateway.Target.Address.AbsoluteUri}{toggled.Text("service_path").Trim('/')}/mcp");
        });
    }

    private static string? Joined(string[]? values) => values is { Length: > 0 } ? string.Join(',', values) : null;
}
