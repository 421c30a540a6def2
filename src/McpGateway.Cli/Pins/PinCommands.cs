using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Running;
using McpGateway.Cli.Views;
using McpGateway.Contracts.Client;

namespace McpGateway.Cli.Pins;

/// <summary><c>mcpgw pin</c>: definitions that are not what was approved, of all servers together.</summary>
internal static class PinCommands
{
    private static readonly string[] Kinds = ["tool", "prompt", "resource", "resource_template", "instructions"];

    public static Command Create(CliContext cli) => new("pin", "Review tools and other definitions that changed since they were approved")
    {
        List(cli),
        Decide(cli, "approve", "Approve definitions as they are now", ApiRoutes.PinApprove),
        Decide(cli, "reject", "Reject definitions until they change again", ApiRoutes.PinReject),
    };

    private static Command List(CliContext cli)
    {
        var rejected = new Option<bool>("--rejected") { Description = "those that were rejected, too" };
        var fail = new Option<bool>("--fail") { Description = "end with 8 when one waits for a decision" };
        return cli.Runs(new("list", "List definitions that wait for a decision") { rejected, fail }, async (run, cancellationToken) =>
        {
            var answer = await ListAsync(run, run.Get(rejected), cancellationToken);
            run.Output.Result(answer, () => new TableView(
                "Every definition is approved as it is.", "!SERVER", "KIND", "NAME", "STATE", "SINCE")
                .AddAll(answer.Items("definitions"), static pin =>
                [
                    new(pin.Text("server_path").TrimEnd('/'), Tone.Strong), pin.Text("kind"), NameOf(pin),
                    new(pin.Text("state") + (pin.Flag("quarantined") ? ", withheld" : ""), Tone.Warning), pin.Moment("changed_at"),
                ])
                .Render());
            run.ExitCode = run.Get(fail) && answer.Items("definitions").Any(static pin => pin.Text("state") != "rejected")
                ? ExitCodes.Findings
                : ExitCodes.Success;
        });
    }

    private static Command Decide(CliContext cli, string name, string description, ApiRoute route)
    {
        var path = new Argument<string>("path") { Description = "path of the server, such as /github" };
        var names = new Argument<string[]>("name")
        {
            Description = "names of the definitions; all that the server has waiting when left out",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var kind = new Option<string?>("--kind") { Description = "only these: " + string.Join(", ", Kinds) };
        kind.AcceptOnlyFromAmong(Kinds);
        var yes = Confirmation.Option();
        return cli.Runs(new(name, description) { path, names, kind, yes }, async (run, cancellationToken) =>
        {
            var waiting = await ListAsync(run, includeRejected: true, cancellationToken);
            var chosen = Chosen(waiting, run.Get(path), run.Get(names), run.Get(kind));
            if (run.Get(names).Length == 0)
            {
                await Confirmation.AskAsync(
                    run, yes, $"{char.ToUpperInvariant(name[0])}{name[1..]} {chosen.Count} definitions of {run.Get(path)}?",
                    cancellationToken);
            }

            // What was listed is named by its hash, so that one that changed in between is not decided on.
            var body = new JsonObject { ["definitions"] = new JsonArray([.. chosen.Select(static pin => (JsonNode)Named(pin))]) };
            var answer = await run.SendAsync(route, Bodies.Json(body), cancellationToken);
            run.Output.Result(answer, answer.Text("message") + ".");
            foreach (var refused in answer.Items("refused"))
            {
                run.Output.Warn($"{refused.Text("kind")} {refused.Text("name")}: {refused.Text("reason")}");
            }

            run.ExitCode = answer.Items("refused").Count > 0 ? ExitCodes.Failed : ExitCodes.Success;
        });
    }

    private static Task<JsonElement> ListAsync(CommandRun run, bool includeRejected, CancellationToken cancellationToken) =>
        run.Gateway.JsonAsync(
            ApiRoutes.PinList, cancellationToken, query: [new("rejected", includeRejected ? "true" : null)]);

    private static List<JsonElement> Chosen(JsonElement waiting, string path, string[] names, string? kind)
    {
        var ofServer = waiting.Items("definitions")
            .Where(pin => pin.Text("server_path").Trim('/') == path.Trim('/') && (kind is null || pin.Text("kind") == kind)).ToArray();
        foreach (var missing in names.Where(name => !ofServer.Any(pin => pin.Text("name") == name)))
        {
            throw new CommandFailure(
                ExitCodes.NotFound, $"{path} has no definition '{missing}' that waits for a decision.", "List them: mcpgw pin list.");
        }

        List<JsonElement> chosen =
        [
            .. ofServer.Where(pin => names.Length == 0 ? pin.Text("state") != "rejected" : names.Contains(pin.Text("name"))),
        ];
        return chosen.Count > 0
            ? chosen
            : throw new CommandFailure(ExitCodes.NotFound, $"Nothing of {path} waits for a decision.", "List them: mcpgw pin list.");
    }

    private static JsonObject Named(JsonElement pin) => new()
    {
        ["server_path"] = pin.Text("server_path"),
        ["kind"] = pin.Text("kind"),
        ["name"] = pin.Text("name"),
        ["definition_hash"] = pin.Text("definition_hash"),
    };

    private static string NameOf(JsonElement pin) =>
        pin.Text("renamed_from") is { Length: > 0 } former ? $"{pin.Text("name")} (was {former})" : pin.Text("name");
}
