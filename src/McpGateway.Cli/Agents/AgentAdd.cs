using System.CommandLine;
using System.Text.Json.Nodes;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Views;
using McpGateway.Contracts.Client;

namespace McpGateway.Cli.Agents;

/// <summary><c>mcpgw agent add</c> and <c>update</c>: from an address that serves the card, or from a file that holds it.</summary>
internal static class AgentAdd
{
    public static Command Create(CliContext cli)
    {
        var card = new Argument<string>("card") { Description = "address of the agent or its card, or a JSON file (- for standard input)" };
        var path = new Option<string?>("--path") { Description = "its path at the gateway; made of its name when left out" };
        var tags = new Option<string[]>("--tag") { Description = "a tag; may be repeated" };
        var visibility = new Option<string?>("--visibility") { Description = "public, private or group-restricted" };
        var groups = new Option<string[]>("--group") { Description = "a group that sees it, when it is group-restricted" };
        var disabled = new Option<bool>("--disabled") { Description = "register it switched off" };
        var command = new Command("add", "Register an agent and switch it on") { card, path, tags, visibility, groups, disabled };
        return cli.Runs(command, async (run, cancellationToken) =>
        {
            var body = await BodyAsync(run, run.Get(card), cancellationToken);
            Set(body, "path", run.Get(path));
            Set(body, "visibility", run.Get(visibility));
            SetAll(body, "tags", run.Get(tags));
            SetAll(body, "allowed_groups", run.Get(groups));
            var answer = await run.SendAsync(ApiRoutes.AgentRegister, Bodies.Json(body), cancellationToken);
            foreach (var warning in answer.Items("warnings"))
            {
                run.Output.Warn(JsonRead.ScalarOf(warning));
            }

            var agent = answer.At("agent");
            if (!run.Get(disabled))
            {
                await run.Gateway.JsonAsync(
                    ApiRoutes.AgentToggle, cancellationToken, [agent.Text("path")], query: [new("enabled", "true")]);
            }

            run.Output.Result(
                answer,
                $"{agent.Text("name")} is registered at {agent.Text("path")}, switched {(run.Get(disabled) ? "off" : "on")}.");
        });
    }

    public static Command CreateUpdate(CliContext cli)
    {
        var path = AgentCommands.Path();
        var card = new Argument<string>("card") { Description = "a JSON file with the new card (- for standard input)" };
        return cli.Runs(new("update", "Put another card in the place of an agent's") { path, card }, async (run, cancellationToken) =>
        {
            var body = await BodyAsync(run, run.Get(card), cancellationToken);
            var answer = await run.SendAsync(ApiRoutes.AgentUpdate, Bodies.Json(body), cancellationToken, run.Get(path));
            run.Output.Result(answer, $"{answer.Text("path")} is changed.");
        });
    }

    private static async Task<JsonObject> BodyAsync(CommandRun run, string card, CancellationToken cancellationToken) =>
        Uri.TryCreate(card, UriKind.Absolute, out var address) && address.Scheme is ("http" or "https")
            ? new() { ["card_url"] = card }
            : InputFiles.AsObject(await InputFiles.ReadJsonAsync(run, card, cancellationToken), card);

    private static void Set(JsonObject body, string name, string? value)
    {
        if (value is not null)
        {
            body[name] = value;
        }
    }

    private static void SetAll(JsonObject body, string name, string[]? values)
    {
        if (values is { Length: > 0 })
        {
            body[name] = Bodies.Names(values);
        }
    }
}
