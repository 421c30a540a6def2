using System.CommandLine;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Views;
using McpGateway.Contracts.Client;

namespace McpGateway.Cli.Servers;

/// <summary><c>mcpgw server</c>: MCP servers behind the gateway.</summary>
internal static class ServerCommands
{
    public static Command Create(CliContext cli) => new("server", "Register, change and watch MCP servers")
    {
        List(cli),
        OfPath(cli, "get", "Show everything about a server", ServerShow.RunAsync),
        ServerAdd.Create(cli),
        ServerEdit.Create(cli),
        Switch(cli, "enable", "Let calls through to servers", isOn: true),
        Switch(cli, "disable", "Let no call through to servers", isOn: false),
        Remove(cli),
        ServerRatings.CreateRate(cli),
        OfPath(cli, "rating", "Show the ratings of a server", ServerRatings.ShowAsync),
        ServerHealth.Create(cli),
        OfPath(cli, "refresh", "Check a server and discover its tools now", RefreshAsync),
        OfPath(cli, "tools", "List the tools of a server", ToolsAsync),
        ServerReview.CreateApprove(cli),
        ServerReview.CreateReject(cli),
        OfPath(cli, "manifest", "Print a server as server.json, the form of the MCP registry", ManifestAsync),
        Import(cli),
        VersionCommands.Create(cli),
    };

    public static Argument<string> Path() => new("path") { Description = "path of the server, such as /github" };

    private static Command OfPath(
        CliContext cli, string name, string description, Func<CommandRun, string, CancellationToken, Task> work)
    {
        var path = Path();
        return cli.Runs(new(name, description) { path }, (run, cancellationToken) => ServerPaths.ToldAsync(
            run, run.Get(path), () => work(run, run.Get(path), cancellationToken), cancellationToken));
    }

    private static Command List(CliContext cli)
    {
        var query = new Option<string?>("--query") { Description = "only those whose name, path, description or tags contain it" };
        var tag = new Option<string?>("--tag") { Description = "only those with this tag" };
        var ailing = new Option<bool>("--unhealthy") { Description = "only those that are switched on and not healthy" };
        return cli.Runs(
            new("list", "List the servers that you may see") { query, tag, ailing },
            async (run, cancellationToken) => ServerTable.Show(
                run,
                await run.Gateway.JsonAsync(ApiRoutes.ServerList, cancellationToken, query: [new("query", run.Get(query))]),
                run.Get(tag),
                run.Get(ailing)));
    }

    private static Command Switch(CliContext cli, string name, string description, bool isOn)
    {
        var paths = new Argument<string[]>("path") { Description = "paths of the servers", Arity = ArgumentArity.OneOrMore };
        return cli.Runs(new(name, description) { paths }, async (run, cancellationToken) =>
        {
            foreach (var path in run.Get(paths))
            {
                var answer = await ServerPaths.ToldAsync(
                    run,
                    path,
                    () => run.SendAsync(
                        ApiRoutes.ServerToggle, Bodies.Form(("path", path), ("new_state", Bodies.Flag(isOn))), cancellationToken),
                    cancellationToken);
                run.Output.Result(
                    answer,
                    $"{answer.Text("service_path")} is {(isOn ? "enabled" : "disabled")} ({answer.Text("status")}, {Count(answer)}).");
            }
        });
    }

    private static Command Remove(CliContext cli)
    {
        var path = Path();
        var yes = Confirmation.Option();
        return cli.Runs(new("remove", "Remove a server, its credentials and its rights") { path, yes }, async (run, cancellationToken) =>
        {
            await Confirmation.AskAsync(run, yes, $"Remove the server {run.Get(path)}?", cancellationToken);
            var answer = await ServerPaths.ToldAsync(
                run,
                run.Get(path),
                () => run.SendAsync(ApiRoutes.ServerRemove, Bodies.Form(("path", run.Get(path))), cancellationToken),
                cancellationToken);
            run.Output.Result(answer, $"{answer.Text("path")} is removed.");
        });
    }

    private static Command Import(CliContext cli)
    {
        var file = new Argument<string>("file") { Description = "a JSON array of servers; - for standard input" };
        return cli.Runs(new("import", "Register many servers at once, or none of them") { file }, async (run, cancellationToken) =>
        {
            var body = Bodies.Json(await InputFiles.ReadJsonAsync(run, run.Get(file), cancellationToken));
            var answer = await run.SendAsync(ApiRoutes.ServerImport, body, cancellationToken);
            run.Output.Result(answer, () => new TableView("Nothing was in it.", "!PATH", "!STATUS", "REMARKS")
                .AddAll(answer.Items("items"), static item =>
                    [item.Text("path"), Cell.State(item.Text("status")), $"{item.Joined("problems")} {item.Joined("warnings")}".Trim()])
                .Render());
        });
    }

    private static async Task RefreshAsync(CommandRun run, string path, CancellationToken cancellationToken)
    {
        var answer = await run.SendAsync(ApiRoutes.ServerRefresh, null, cancellationToken, path);
        run.Output.Result(answer, $"{answer.Text("service_path")} is {answer.Text("status")} and has {Count(answer)}.");
    }

    private static async Task ToolsAsync(CommandRun run, string path, CancellationToken cancellationToken)
    {
        var answer = await run.GetAsync(ApiRoutes.ServerTools, cancellationToken, path);
        run.Output.Result(answer, () => ToolTable.Of(answer.Items("tools")).Render());
    }

    private static async Task ManifestAsync(CommandRun run, string path, CancellationToken cancellationToken) =>
        run.Output.Json(await run.GetAsync(ApiRoutes.ServerManifest, cancellationToken, path));

    private static string Count(System.Text.Json.JsonElement answer) =>
        answer.Text("num_tools") is "1" ? "1 tool" : answer.Text("num_tools") + " tools";
}
