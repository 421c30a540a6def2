using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Views;
using McpGateway.Contracts.Client;
using Spectre.Console;

namespace McpGateway.Cli.Agents;

/// <summary>Cards that changed: what is different, and whether it is taken over.</summary>
internal static class AgentReview
{
    public static Command Create(CliContext cli, string name, string description, ApiRoute route)
    {
        var path = AgentCommands.Path();
        var hash = new Option<string?>("--hash") { Description = "the card that was looked at; the one that waits when left out" };
        return cli.Runs(new(name, description) { path, hash }, async (run, cancellationToken) =>
        {
            // What is decided on is named, so that a card that came in between is not.
            var stated = run.Get(hash)
                ?? (await run.GetAsync(ApiRoutes.AgentCardChanges, cancellationToken, run.Get(path))).Text("pending_hash");
            var answer = await run.SendAsync(
                route, Bodies.Json(new JsonObject { ["card_hash"] = stated }), cancellationToken, run.Get(path));
            run.Output.Result(answer, answer.Text("message") + ".");
        });
    }

    public static Rows Describe(JsonElement review) => new(
        new DetailView()
            .Add("agent", new(review.Text("agent_path"), Tone.Strong))
            .Add("waits for approval", review.Text("changed"))
            .Add("in force", review.Text("card_hash"))
            .Add("waiting", review.Text("pending_hash"))
            .Add("found", review.Moment("found_at"))
            .Render(),
        new Text(""),
        new TableView("Nothing is different.", "FIELD", "IN FORCE", "WAITING")
            .AddAll(review.Items("changes"), static change =>
                [new(change.Text("field"), Tone.Strong), change.Text("before"), change.Text("after")])
            .Render());
}
