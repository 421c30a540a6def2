using System.CommandLine;
using System.Text.Json;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Views;
using McpGateway.Contracts.Client;

namespace McpGateway.Cli.Servers;

/// <summary>
/// <c>mcpgw server version add</c>: registers another version of a server. What is not said is as the default version has it, but for
/// header values, which may be for another host.
/// </summary>
internal static class VersionAdd
{
    public static Command Create(CliContext cli)
    {
        var (path, version) = (ServerCommands.Path(), VersionCommands.Version());
        var url = new Argument<string>("upstream") { Description = "address of the MCP server in that version" };
        var disabled = new Option<bool>("--disabled") { Description = "register it switched off" };
        var replace = Registration.Replace("version");
        var fields = new ServerFields();
        var command = new Command("add", "Register another version of a server and switch it on") { path, version, url, disabled, replace };
        fields.AddTo(command, hasName: false);
        return cli.Runs(command, async (run, cancellationToken) =>
        {
            var server = await run.GetAsync(ApiRoutes.ServerGet, cancellationToken, run.Get(path));
            var (key, wanted) = ("/" + server.Text("path").Trim('/'), run.Get(version));
            var answer = await Registration.SendAsync(
                run,
                replace,
                [
                    ("path", key), ("version", wanted), ("proxy_pass_url", run.Get(url)),
                    .. await FieldsAsync(run, fields, server, cancellationToken),
                ],
                cancellationToken);

            // The default version is found by the path alone.
            var id = wanted == server.Text("version") ? key : $"{key}:{wanted}";
            await TellAsync(run, answer, id, wanted, !run.Get(disabled), cancellationToken);
        });
    }

    private static async Task<IEnumerable<(string Name, string? Value)>> FieldsAsync(
        CommandRun run, ServerFields fields, JsonElement server, CancellationToken cancellationToken) =>
    [
        ("name", server.Text("display_name")),
        ("description", run.Get(fields.Description) ?? server.Text("description", otherwise: "display_name")),
        ("tags", Joined(run.Get(fields.Tags), server, "tags")),
        ("supported_transports", Joined(run.Get(fields.Transports), server, "supported_transports")),
        ("license", run.Get(fields.License) ?? server.Text("license")),
        ("auth_type", run.Get(fields.AuthType) ?? server.Text("auth_type")),
        ("auth_provider", run.Get(fields.AuthProvider) ?? server.Text("auth_provider")),
        ("pin_mode", server.Text("pin_mode")),
        ("new_definitions", server.Text("new_definitions")),
        ("mcp_endpoint", run.Get(fields.McpEndpoint)),
        ("sse_endpoint", run.Get(fields.SseEndpoint)),
        ("headers", await fields.HeadersAsync(run, cancellationToken)),
    ];

    private static string Joined(string[]? stated, JsonElement server, string name) =>
        string.Join(',', stated is { Length: > 0 } ? stated : server.Items(name).Select(JsonRead.ScalarOf));

    private static async Task TellAsync(
        CommandRun run, JsonElement registered, string id, string version, bool isWanted, CancellationToken cancellationToken)
    {
        if (!isWanted)
        {
            run.Output.Result(registered, $"{id} is registered, switched off.");
            return;
        }

        var toggled = await run.SendAsync(
            ApiRoutes.ServerToggle, Bodies.Form(("path", id), ("new_state", Bodies.Flag(true))), cancellationToken);
        run.Output.Result(
            toggled,
            $"{id} is registered and switched on: {toggled.Text("status")}, {toggled.Text("num_tools")} tools.\n"
            + $"Clients that send X-MCP-Server-Version: {version} reach it.");
    }
}
