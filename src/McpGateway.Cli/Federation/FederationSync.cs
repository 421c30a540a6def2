using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Running;
using McpGateway.Cli.Views;
using McpGateway.Contracts.Client;

namespace McpGateway.Cli.Federation;

/// <summary>
/// <c>mcpgw federation sync</c>: reads sources. A large one takes longer than a request may, so the run is begun and then asked after. A
/// preview is the answer to its request, which is waited for longer.
/// </summary>
internal static class FederationSync
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PreviewPatience = TimeSpan.FromHours(1);

    /// <summary>After this long without any change of a run it is not believed to end.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(10);

    public static Command Create(CliContext cli, Option<string> config)
    {
        var source = new Argument<string?>("source") { Description = "only this source", Arity = ArgumentArity.ZeroOrOne };
        var dry = new Option<bool>("--dry-run") { Description = "only tell what would change" };
        var leave = new Option<bool>("--no-wait") { Description = "begin, and do not wait for the end" };
        return cli.Runs(new("sync", "Read sources now") { source, dry, leave }, async (run, cancellationToken) =>
        {
            KeyValuePair<string, string?>[] query = [new("config_id", run.Get(config)), new("source", run.Parsed.GetValue(source))];
            if (run.Get(dry))
            {
                run.Gateway.Patience = PreviewPatience;
                var preview = await Progress.WhileAsync(run, "Reading the sources", () => run.Gateway.JsonAsync(
                    ApiRoutes.FederationSync, cancellationToken, query: [.. query, new("dry_run", "true")]));
                Tell(run, preview, isDryRun: true);
                return;
            }

            var runs = new SourceRuns(run, run.Get(config)!);
            await runs.ReadAsync(cancellationToken);
            var started = await run.Gateway.JsonAsync(
                ApiRoutes.FederationSync, cancellationToken, query: [.. query, new("wait", "false")]);
            if (run.Get(leave))
            {
                var begun = started.Joined("sources");
                run.Output.Result(
                    started, begun.Length > 0 ? $"{begun}: begun. mcpgw federation list tells how it goes." : "No source was read.");
                return;
            }

            // A gateway that knows of no waiting has answered with the runs themselves.
            Tell(
                run,
                started.At("results").ValueKind == JsonValueKind.Object
                    ? started
                    : await FinishAsync(run, runs, started, cancellationToken),
                isDryRun: false);
        });
    }

    private static async Task<JsonElement> FinishAsync(
        CommandRun run, SourceRuns runs, JsonElement started, CancellationToken cancellationToken)
    {
        string[] waiting = [.. started.Items("sources").Select(JsonRead.ScalarOf)];
        await Progress.WhileAsync(
            run,
            () => runs.Describe(waiting),
            async () =>
            {
                var heard = run.Environment.Time.GetTimestamp();
                while (!runs.AreOver(waiting))
                {
                    await Task.Delay(Pause, run.Environment.Time, cancellationToken);
                    if (await runs.ReadAsync(cancellationToken))
                    {
                        heard = run.Environment.Time.GetTimestamp();
                    }
                    else if (run.Environment.Time.GetElapsedTime(heard) > Silence)
                    {
                        throw new CommandFailure(
                            ExitCodes.Failed,
                            $"Nothing was heard of the sources for {Silence.TotalMinutes:0} minutes.",
                            "mcpgw federation list tells how they are.");
                    }
                }

                return true;
            });
        var answer = new JsonObject
        {
            ["message"] = "Federation sync completed",
            ["config_id"] = started.Text("config_id"),
            ["dry_run"] = false,
            ["results"] = runs.Results(waiting),
        };
        return JsonElement.Parse(answer.ToJsonString());
    }

    private static void Tell(CommandRun run, JsonElement answer, bool isDryRun)
    {
        run.Output.Result(answer, () => SyncView.Of(answer.At("results").Members(), isDryRun));
        run.ExitCode = answer.At("results").Members().Any(static result => result.Value.Text("error").Length > 0)
            ? ExitCodes.Failed
            : ExitCodes.Success;
    }
}
