using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Policies;
using McpGateway.Cli.Running;
using McpGateway.Cli.Views;

namespace McpGateway.Cli.Declarative;

/// <summary><c>mcpgw policy test</c>: expectations of the access policy, in force or as a draft.</summary>
internal static class PolicyCommands
{
    public static Command Create(CliContext cli)
    {
        var cases = new Argument<string>("cases") { Description = "a YAML list of cases (- for standard input)" };
        var draft = new Option<string?>("--draft") { Description = "a scopes.yml that is not in force" };
        var file = new Option<string?>("--file", "-f") { Description = "a gateway.yaml whose scopes are not in force" };
        var replace = new Option<bool>("--replace") { Description = "the draft is the whole policy, and not a change of it" };
        return new("policy", "Test the access policy")
        {
            cli.Runs(
                new("test", "Run expectations such as 'maria may call github.create_issue'; ends with 8 when one does not hold")
                {
                    cases, draft, file, replace,
                },
                async (run, cancellationToken) =>
                {
                    var name = run.Get(cases);
                    var read = PolicyCases.Read(YamlJson.Read(await InputFiles.ReadAsync(run, name, cancellationToken), name), name);
                    if (read.Count == 0)
                    {
                        throw CommandFailure.Misuse($"{name} holds no case.");
                    }

                    JsonArray scopes = run.Get(file) is { } declared ? await DraftAsync(run, declared, cancellationToken) : [];
                    var text = run.Get(draft) is { } yaml ? await InputFiles.ReadAsync(run, yaml, cancellationToken) : null;
                    Tell(run, await PolicyCases.JudgeAsync(run, read, scopes, cancellationToken, text, run.Get(replace)));
                }),
        };
    }

    /// <summary>The scopes of a file, those members filled in that it does not state.</summary>
    private static async Task<JsonArray> DraftAsync(CommandRun run, string name, CancellationToken cancellationToken)
    {
        var file = await GatewayFile.ReadAsync(run, name, cancellationToken);
        return file.Sections.ContainsKey(ScopeResources.SectionName)
            ? [.. ScopeResources.DraftOf(file, new Dictionary<string, IReadOnlyDictionary<string, JsonObject>>(StringComparer.Ordinal)
            {
                [ScopeResources.SectionName] = await new ScopeResources().ReadAsync(run, cancellationToken),
            })]
            : [];
    }

    private static void Tell(CommandRun run, IReadOnlyList<PolicyVerdict> verdicts)
    {
        var failed = verdicts.Count(static verdict => !verdict.Holds);
        run.ExitCode = failed > 0 ? ExitCodes.Findings : ExitCodes.Success;
        if (run.Output.IsJson)
        {
            run.Output.Json(new JsonObject
            {
                ["failed"] = failed,
                ["cases"] = new JsonArray([.. verdicts.Select(static verdict => (JsonNode)new JsonObject
                {
                    ["number"] = verdict.Case.Number,
                    ["case"] = verdict.Case.Sentence,
                    ["holds"] = verdict.Holds,
                    ["error"] = verdict.IsError,
                    ["reason"] = verdict.Reason,
                })]),
            });
            return;
        }

        run.Output.Show(new TableView("", "#NO", "!HOLDS", "CASE", "BECAUSE")
            .AddAll(verdicts, static verdict =>
            [
                verdict.Case.Number.ToString(CultureInfo.InvariantCulture),
                verdict.Holds ? new("yes", Tone.Good) : new(verdict.IsError ? "error" : "no", Tone.Bad), verdict.Case.Sentence,
                verdict.Reason,
            ])
            .Render());
        var errors = verdicts.Count(static verdict => verdict.IsError);
        run.Output.Note(
            $"{verdicts.Count - failed} of {verdicts.Count} hold{(errors > 0 ? $"; {errors} could not be asked about" : "")}.");
    }
}
