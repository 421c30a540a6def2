using System.CommandLine;
using System.Text.Json.Nodes;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Policies;
using McpGateway.Cli.Running;

namespace McpGateway.Cli.Declarative;

/// <summary><c>mcpgw plan</c>, <c>apply</c> and <c>export</c>: the gateway as a file says.</summary>
internal static class DeclarativeCommands
{
    public static Command CreatePlan(CliContext cli)
    {
        var file = File();
        var prune = Prune();
        return cli.Runs(
            new("plan", "Show what a file would change; ends with 8 when there is something") { file, prune },
            async (run, cancellationToken) =>
            {
                var (declared, plan) = await MakeAsync(run, run.Get(file)!, run.Get(prune), cancellationToken);
                PlanView.Show(run.Output, plan.Changes);
                var failed = await CheckAsync(run, declared, plan, cancellationToken);
                run.ExitCode = plan.Changes.Count > 0 || failed ? ExitCodes.Findings : ExitCodes.Success;
            });
    }

    public static Command CreateApply(CliContext cli)
    {
        var file = File();
        var prune = Prune();
        var yes = Confirmation.Option();
        return cli.Runs(
            new("apply", "Make the gateway as a file says; what the file does not name stays") { file, prune, yes },
            async (run, cancellationToken) =>
            {
                var (declared, plan) = await MakeAsync(run, run.Get(file)!, run.Get(prune), cancellationToken);
                var changes = plan.Changes;
                PlanView.Show(run.Output, changes);
                if (await CheckAsync(run, declared, plan, cancellationToken))
                {
                    throw new CommandFailure(ExitCodes.Findings, "Nothing was changed: policies of the file would not hold.");
                }

                if (changes.Count == 0)
                {
                    return;
                }

                await Confirmation.AskAsync(run, yes, $"Apply this? {PlanView.SumOf(changes)}", cancellationToken);
                await ApplyAsync(run, changes, cancellationToken);
            });
    }

    public static Command CreateExport(CliContext cli)
    {
        var file = new Option<string?>("--output", "-o") { Description = "write to this file instead" };
        return cli.Runs(
            new("export", "Print what a gateway has as a file for plan and apply; secrets are left out") { file },
            async (run, cancellationToken) =>
            {
                var state = await StateAsync(run, cancellationToken);
                await LeftOutVersions.WarnAsync(run, state, cancellationToken);
                var text = YamlJson.Write(state);
                if (run.Get(file) is { } name)
                {
                    await System.IO.File.WriteAllTextAsync(Path.Combine(run.Environment.WorkingDirectory, name), text, cancellationToken);
                    run.Output.Note($"The gateway's state is in {name}.");
                    return;
                }

                await run.Output.Terminal.Out.WriteAsync(text.AsMemory(), cancellationToken);
            });
    }

    /// <summary>Everything that can be declared. Members that say nothing, and secrets, which nobody is shown, are left out.</summary>
    public static async Task<JsonObject> StateAsync(CommandRun run, CancellationToken cancellationToken)
    {
        var state = new JsonObject { ["version"] = 1 };
        foreach (var kind in ResourceKinds.All)
        {
            var stored = await kind.ReadAsync(run, cancellationToken);
            state[kind.Section] = new JsonArray([.. stored.OrderBy(static pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => (JsonNode)new JsonObject(pair.Value
                    .Where(member => kind.Members.Contains(member.Key) && !Differences.AreSame(member.Value, null) && !IsSecret(member))
                    .Select(static member => KeyValuePair.Create(member.Key, member.Value?.DeepClone()))))]);
        }

        return state;
    }

    private static bool IsSecret(KeyValuePair<string, JsonNode?> member) =>
        member.Value?.ToJsonString().Contains("\"********\"", StringComparison.Ordinal) == true;

    private static async Task<(GatewayFile File, Plan Plan)> MakeAsync(
        CommandRun run, string name, bool prunes, CancellationToken cancellationToken)
    {
        var file = await GatewayFile.ReadAsync(run, name, cancellationToken);
        return (file, await Commands.Progress.WhileAsync(run, "Comparing", () => Plan.MakeAsync(run, file, prunes, cancellationToken)));
    }

    /// <summary>Runs the policies of the file as if the changes were made.</summary>
    /// <returns>Whether one would not hold.</returns>
    private static async Task<bool> CheckAsync(
        CommandRun run, GatewayFile file, Plan plan, CancellationToken cancellationToken)
    {
        if (file.Policies.Count == 0)
        {
            return false;
        }

        var removed = plan.Changes.Where(static change => change.Action == ChangeAction.Remove)
            .ToLookup(static change => change.Kind.Section);
        JsonArray draft =
        [
            .. ScopeResources.DraftOf(file, plan.Stored),
            .. removed["scopes"].Select(static change => ScopeResources.ToImport(new() { ["name"] = change.Key }, stored: null)),
        ];
        var gone = removed["servers"].Select(static change => change.Key.Trim('/')).ToHashSet(StringComparer.Ordinal);
        var verdicts = (await PolicyCases.JudgeAsync(run, file.Policies, draft, cancellationToken))
            .Select(verdict => gone.Contains(verdict.Case.Server)
                ? verdict with { Holds = !verdict.Case.IsAllowed, Reason = $"The server {verdict.Case.Server} would be removed." }
                : verdict)
            .Where(static verdict => !verdict.Holds).ToArray();
        foreach (var verdict in verdicts)
        {
            run.Output.Warn($"This would not hold: {verdict.Case.Sentence}. {verdict.Reason}");
        }

        return verdicts.Length > 0;
    }

    private static async Task ApplyAsync(CommandRun run, IReadOnlyList<Change> changes, CancellationToken cancellationToken)
    {
        for (var index = 0; index < changes.Count; index++)
        {
            var change = changes[index];
            try
            {
                await change.RunAsync(run, cancellationToken);
            }
            catch (CommandFailure failure)
            {
                throw new CommandFailure(
                    failure.ExitCode,
                    $"{change.Kind.Title} {change.Key}: {failure.Message}",
                    $"{index} of {changes.Count} changes were made. Correct the file and run it again: what is done is not done twice.",
                    failure);
            }

            run.Output.Note($"[{index + 1}/{changes.Count}] {change.Kind.Title} {change.Key}");
        }
    }

    private static Option<string> File() => new("--file", "-f") { Description = "a gateway.yaml (- for standard input)", Required = true };

    private static Option<bool> Prune() => new("--prune") { Description = "remove what the file's sections do not name" };
}
