using System.CommandLine;
using System.Text.Json.Nodes;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Running;
using McpGateway.Cli.Views;
using McpGateway.Contracts.Client;

namespace McpGateway.Cli.Access;

/// <summary><c>mcpgw access simulate</c>: the same question under a draft of the policy that is not in force.</summary>
internal static class AccessSimulate
{
    public static Command Create(CliContext cli)
    {
        var question = new AccessQuestionOptions();
        var draft = new Option<string>("--draft", "-f") { Description = "the draft: a scopes.yml (- for standard input)", Required = true };
        var replace = new Option<bool>("--replace") { Description = "the draft is the whole policy, and not a change of it" };
        var check = new Option<bool>("--fail") { Description = "end with 8 when it would not be allowed" };
        var command = new Command("simulate", "Tell what a draft of the policy would decide") { draft, replace, check };
        question.AddTo(command);
        return cli.Runs(command, async (run, cancellationToken) =>
        {
            var body = new JsonObject
            {
                ["draft"] = await InputFiles.ReadAsync(run, run.Get(draft)!, cancellationToken),
                ["replace"] = run.Get(replace),
                ["questions"] = new JsonArray(QuestionOf(run, question)),
            };
            var answer = await run.SendAsync(ApiRoutes.AccessSimulate, Bodies.Json(body), cancellationToken);
            var verdict = answer.Items("answers")[0];
            run.Output.Result(verdict, () => AccessExplain.Describe(verdict));
            run.ExitCode = run.Get(check) && !verdict.Flag("allowed") ? ExitCodes.Findings : ExitCodes.Success;
        });
    }

    private static JsonObject QuestionOf(CommandRun run, AccessQuestionOptions question) => AccessQuestion.ToJson(
        run.Get(question.Server), question.MethodOf(run), run.Get(question.Tool), run.Get(question.User), run.Get(question.Groups) ?? [],
        run.Get(question.Scopes) ?? []);
}
