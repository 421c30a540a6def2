using System.CommandLine;
using System.Text.Json.Nodes;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Views;
using McpGateway.Contracts.Client;

namespace McpGateway.Cli.Servers;

/// <summary><c>mcpgw server version</c>: several versions of a server under one path.</summary>
internal static class VersionCommands
{
    public static Command Create(CliContext cli) => new("version", "Keep several versions of a server under one path")
    {
        List(cli),
        VersionAdd.Create(cli),
        Default(cli),
        Remove(cli),
    };

    public static Argument<string> Version() => new("version") { Description = "the version, such as 2.0.0" };

    private static Command List(CliContext cli)
    {
        var path = ServerCommands.Path();
        return cli.Runs(new("list", "List the versions of a server, the default first") { path }, async (run, cancellationToken) =>
        {
            var answer = await run.GetAsync(ApiRoutes.ServerVersions, cancellationToken, run.Get(path));
            run.Output.Result(answer, () => new TableView("It has no version.", "!VERSION", "STATE", "#TOOLS", "UPSTREAM")
                .AddAll(answer.Items("versions"), static version =>
                [
                    new(version.Text("version") + (version.Flag("is_default") ? " *" : ""), Tone.Strong), ServerTable.StateOf(version),
                    ServerTable.ToolsOf(version), version.Text("proxy_pass_url"),
                ])
                .Render());
        });
    }

    private static Command Default(CliContext cli)
    {
        var (path, version) = (ServerCommands.Path(), Version());
        return cli.Runs(
            new("default", "Make a version the one that answers when none is asked for") { path, version },
            async (run, cancellationToken) =>
            {
                var answer = await run.SendAsync(
                    ApiRoutes.ServerVersionDefault,
                    Bodies.Json(new JsonObject { ["version"] = run.Get(version) }),
                    cancellationToken,
                    run.Get(path));
                run.Output.Result(answer, $"{Trimmed(answer.Text("path"))} answers as {answer.Text("default_version")} by default.");
            });
    }

    private static Command Remove(CliContext cli)
    {
        var (path, version) = (ServerCommands.Path(), Version());
        var yes = Confirmation.Option();
        return cli.Runs(
            new("remove", "Remove a version that is not the default") { path, version, yes },
            async (run, cancellationToken) =>
            {
                await Confirmation.AskAsync(
                    run, yes, $"Remove version {run.Get(version)} of {run.Get(path)}?", cancellationToken);
                var answer = await run.SendAsync(
                    ApiRoutes.ServerVersionRemove, null, cancellationToken, run.Get(path), run.Get(version));
                run.Output.Result(answer, $"Version {answer.Text("version")} of {Trimmed(answer.Text("path"))} is removed.");
            });
    }

    private static string Trimmed(string path) => path.TrimEnd('/');
}
