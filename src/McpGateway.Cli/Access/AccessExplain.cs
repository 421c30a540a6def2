using System.CommandLine;
using System.Text.Json;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Running;
using McpGateway.Cli.Views;
using McpGateway.Contracts.Client;
using Spectre.Console;

namespace McpGateway.Cli.Access;

/// <summary><c>mcpgw access explain</c>: whether somebody may do something, and which rules were considered.</summary>
internal static class AccessExplain
{
    public static Command Create(CliContext cli)
    {
        var question = new AccessQuestionOptions();
        var check = new Option<bool>("--fail") { Description = "end with 8 when it is not allowed" };
        var command = new Command("explain", "Tell whether somebody may use a server or tool, and why") { check };
        question.AddTo(command);
        return cli.Runs(command, async (run, cancellationToken) =>
        {
            var answer = await run.Gateway.JsonAsync(
                ApiRoutes.AccessExplain,
                cancellationToken,
                query:
                [
                    new("server", run.Get(question.Server)), new("method", question.MethodOf(run)), new("tool", run.Get(question.Tool)),
                    new("user", run.Get(question.User)), new("groups", AccessQuestionOptions.Joined(run.Get(question.Groups))),
                    new("scopes", AccessQuestionOptions.Joined(run.Get(question.Scopes))),
                ]);
            run.Output.Result(answer, () => Describe(answer));
            run.ExitCode = run.Get(check) && !answer.Flag("allowed") ? ExitCodes.Findings : ExitCodes.Success;
        });
    }

    public static Rows Describe(JsonElement answer) => new(
        new DetailView()
            .Add("verdict", answer.Flag("allowed") ? new("allowed", Tone.Good) : new("denied", Tone.Bad))
            .Add("because", answer.Text("reason"))
            .Add("scopes", answer.Joined("scopes"))
            .Add("unknown", new(answer.Joined("unknown_scopes"), Tone.Warning))
            .Render(),
        new Text(""),
        new TableView("No rule was considered.", "!SCOPE", "!DECIDES", "SERVER", "METHODS", "TOOLS")
            .AddAll(answer.Items("matched"), static rule => Row(rule, "allows"))
            .AddAll(answer.Items("considered"), static rule => Row(rule, "no"))
            .Render());

    private static Cell[] Row(JsonElement explained, string verdict) =>
    [
        explained.Text("scope"), new(verdict, verdict == "allows" ? Tone.Good : Tone.Faint), explained.At("rule").Text("server"),
        explained.At("rule").Joined("methods"), explained.At("rule").Joined("tools"),
    ];
}
