using System.CommandLine;
using System.Text.Json;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Running;
using McpGateway.Cli.Views;
using McpGateway.Contracts.Client;

namespace McpGateway.Cli.Federation;

/// <summary><c>mcpgw federation</c>: catalogues elsewhere that servers and agents are brought in from.</summary>
internal static class FederationCommands
{
    private const string DefaultConfig = "default";

    public static Command Create(CliContext cli)
    {
        var config = new Option<string>("--config")
        {
            Description = "name of the configuration",
            DefaultValueFactory = static _ => DefaultConfig,
            Recursive = true,
        };
        return new("federation", "Bring servers and agents in from elsewhere")
        {
            config,
            List(cli, config),
            Get(cli, config),
            Put(cli, config),
            Remove(cli, config),
            FederationSync.Create(cli, config),
            cli.Runs(new("configs", "List the configurations"), ConfigsAsync),
        };
    }

    private static Command List(CliContext cli, Option<string> config) =>
        cli.Runs(new("list", "List sources: state, last run, next run"), async (run, cancellationToken) =>
        {
            var answer = await SourcesAsync(run, run.Get(config)!, cancellationToken);
            string[] columns = ["SOURCE", "KIND", "!ENABLED", "STATE", "LAST RUN", "NEXT RUN"];
            run.Output.Result(answer, () => new TableView("There is no source.", columns)
                .AddAll(answer.Items("sources"), static source =>
                [
                    new(source.Text("id"), Tone.Strong), source.Text("kind"), Cell.State(source.Text("enabled")),
                    source.Text("state"), LastRun(source), source.Moment("next_sync"),
                ])
                .Render());
        });

    /// <summary>Nobody makes a configuration before its first source, so none reads as one without sources.</summary>
    private static async Task<JsonElement> SourcesAsync(CommandRun run, string config, CancellationToken cancellationToken)
    {
        try
        {
            return await run.Gateway.JsonAsync(ApiRoutes.FederationSources, cancellationToken, query: [new("config_id", config)]);
        }
        catch (CommandFailure missing) when (missing.ExitCode == ExitCodes.NotFound && config == DefaultConfig)
        {
            return JsonElement.Parse("""{"sources": []}""");
        }
    }

    private static Command Get(CliContext cli, Option<string> config) =>
        cli.Runs(new("get", "Print the configuration as JSON"), async (run, cancellationToken) => run.Output.Json(
            await run.Gateway.JsonAsync(ApiRoutes.FederationConfig, cancellationToken, query: [new("config_id", run.Get(config))])));

    private static Command Put(CliContext cli, Option<string> config)
    {
        var id = new Argument<string>("source") { Description = "id of the source" };
        var file = new Argument<string>("file") { Description = "the source as JSON (- for standard input)" };
        return cli.Runs(new("put", "Add or replace one source") { id, file }, async (run, cancellationToken) =>
        {
            var body = Bodies.Json(await InputFiles.ReadJsonAsync(run, run.Get(file), cancellationToken));
            var answer = await run.SendAsync(
                ApiRoutes.FederationSourceSave, body, cancellationToken, run.Get(config)!, run.Get(id));
            run.Output.Result(answer, answer.Text("message") + ".");
        });
    }

    private static Command Remove(CliContext cli, Option<string> config)
    {
        var id = new Argument<string>("source") { Description = "id of the source" };
        var yes = Confirmation.Option();
        return cli.Runs(new("remove", "Give a source up; what came from it stays") { id, yes }, async (run, cancellationToken) =>
        {
            await Confirmation.AskAsync(run, yes, $"Give up the source {run.Get(id)}?", cancellationToken);
            var answer = await run.SendAsync(
                ApiRoutes.FederationSourceDelete, null, cancellationToken, run.Get(config)!, run.Get(id));
            run.Output.Result(answer, answer.Text("message") + ".");
        });
    }

    private static async Task ConfigsAsync(CommandRun run, CancellationToken cancellationToken)
    {
        var answer = await run.GetAsync(ApiRoutes.FederationConfigs, cancellationToken);
        run.Output.Result(answer, () => new TableView("There is no configuration.", "NAME", "CREATED", "CHANGED")
            .AddAll(answer.Items("configs"), static config =>
                [new(config.Text("id"), Tone.Strong), config.Moment("created_at"), config.Moment("updated_at")])
            .Render());
    }

    private static string LastRun(JsonElement source) => source.Items("runs") is [var last, ..]
        ? $"{last.Moment("started_at")} {last.Text("status")}".Trim()
        : "";
}
