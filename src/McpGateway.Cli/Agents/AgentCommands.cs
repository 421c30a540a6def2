using System.CommandLine;
using System.Text.Json.Nodes;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Views;
using McpGateway.Contracts.Client;

namespace McpGateway.Cli.Agents;

/// <summary><c>mcpgw agent</c>: A2A agents behind the gateway.</summary>
internal static class AgentCommands
{
    public static Command Create(CliContext cli) => new("agent", "Register, find and change A2A agents")
    {
        List(cli),
        OfPath(cli, "get", "Show an agent and its skills", AgentShow.RunAsync),
        AgentAdd.Create(cli),
        AgentAdd.CreateUpdate(cli),
        Switch(cli, "enable", isOn: true),
        Switch(cli, "disable", isOn: false),
        Remove(cli),
        Rate(cli),
        OfPath(cli, "rating", "Show the ratings of an agent", RatingAsync),
        OfPath(cli, "health", "Check an agent now", HealthAsync),
        OfPath(cli, "history", "Show the health of an agent over time", HistoryAsync),
        AgentSearch.CreateSearch(cli),
        AgentSearch.CreateDiscover(cli),
        OfPath(cli, "refresh", "Fetch an agent's card again", RefreshAsync),
        OfPath(cli, "changes", "Show how the card that waits for approval differs", ChangesAsync),
        AgentReview.Create(cli, "approve", "Take over a changed card", ApiRoutes.AgentCardApprove),
        AgentReview.Create(cli, "reject", "Keep the card in force and flag the changed one no more", ApiRoutes.AgentCardReject),
    };

    public static Argument<string> Path() => new("path") { Description = "path of the agent, such as /flight-booking" };

    private static Command OfPath(
        CliContext cli, string name, string description, Func<CommandRun, string, CancellationToken, Task> work)
    {
        var path = Path();
        return cli.Runs(new(name, description) { path }, (run, cancellationToken) => work(run, run.Get(path), cancellationToken));
    }

    private static Command List(CliContext cli)
    {
        var query = new Option<string?>("--query") { Description = "only those that contain it" };
        var visibility = new Option<string?>("--visibility") { Description = "public, private or group-restricted" };
        var enabled = new Option<bool>("--enabled") { Description = "only those that are switched on" };
        return cli.Runs(new("list", "List the agents that you may see") { query, visibility, enabled }, async (run, cancellationToken) =>
        {
            var answer = await run.Gateway.JsonAsync(
                ApiRoutes.AgentList,
                cancellationToken,
                query:
                [
                    new("query", run.Get(query)), new("visibility", run.Get(visibility)),
                    new("enabled_only", run.Get(enabled) ? "true" : null),
                ]);
            run.Output.Result(answer, () => AgentTable.Of(answer.Items("agents")).Render());
        });
    }

    private static Command Switch(CliContext cli, string name, bool isOn)
    {
        var path = Path();
        return cli.Runs(
            new(name, isOn ? "Let messages through to an agent" : "Let no message through to an agent") { path },
            async (run, cancellationToken) =>
            {
                var answer = await run.Gateway.JsonAsync(
                    ApiRoutes.AgentToggle, cancellationToken, [run.Get(path)], query: [new("enabled", Bodies.Flag(isOn))]);
                run.Output.Result(answer, $"{answer.Text("path")} is {(isOn ? "enabled" : "disabled")}.");
            });
    }

    private static Command Remove(CliContext cli)
    {
        var path = Path();
        var yes = Confirmation.Option();
        return cli.Runs(new("remove", "Remove an agent") { path, yes }, async (run, cancellationToken) =>
        {
            await Confirmation.AskAsync(run, yes, $"Remove the agent {run.Get(path)}?", cancellationToken);
            await run.SendAsync(ApiRoutes.AgentDelete, null, cancellationToken, run.Get(path));
            run.Output.Result(new JsonObject { ["path"] = run.Get(path), ["removed"] = true }, $"{run.Get(path)} is removed.");
        });
    }

    private static Command Rate(CliContext cli)
    {
        var path = Path();
        var stars = new Argument<int>("stars") { Description = "1 to 5" };
        return cli.Runs(new("rate", "Rate an agent from 1 to 5") { path, stars }, async (run, cancellationToken) =>
        {
            var answer = await run.SendAsync(
                ApiRoutes.AgentRate, Bodies.Json(new JsonObject { ["rating"] = run.Get(stars) }), cancellationToken, run.Get(path));
            run.Output.Result(answer, $"{run.Get(path)} has {answer.Text("average_rating")} stars now.");
        });
    }

    private static async Task HealthAsync(CommandRun run, string path, CancellationToken cancellationToken)
    {
        var answer = await run.SendAsync(ApiRoutes.AgentHealth, null, cancellationToken, path);
        run.Output.Result(answer, () => new DetailView()
            .Add("agent", new(answer.Text("agent_path"), Tone.Strong))
            .Add("state", Cell.State(answer.Text("status")))
            .Add("reason", answer.Text("detail"))
            .Add("asked", answer.Text("ping_url"))
            .Add("took", answer.Number("response_time_ms") is { } took ? $"{took:0} ms" : "")
            .Render());
    }

    private static async Task RatingAsync(CommandRun run, string path, CancellationToken cancellationToken)
    {
        var answer = await run.GetAsync(ApiRoutes.AgentRating, cancellationToken, path);
        run.Output.Result(answer, () => RatingView.Of(path, answer));
    }

    private static async Task HistoryAsync(CommandRun run, string path, CancellationToken cancellationToken)
    {
        var history = await run.GetAsync(ApiRoutes.AgentHealthHistory, cancellationToken, path);
        run.Output.Result(history, () => HealthHistoryView.Of(history));
    }

    private static async Task RefreshAsync(CommandRun run, string path, CancellationToken cancellationToken)
    {
        var answer = await run.SendAsync(ApiRoutes.AgentCardRefresh, null, cancellationToken, path);
        run.Output.Result(answer, () => AgentReview.Describe(answer));
    }

    private static async Task ChangesAsync(CommandRun run, string path, CancellationToken cancellationToken)
    {
        var answer = await run.GetAsync(ApiRoutes.AgentCardChanges, cancellationToken, path);
        run.Output.Result(answer, () => AgentReview.Describe(answer));
    }
}
