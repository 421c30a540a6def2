using System.CommandLine;
using System.Text.Json.Nodes;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Views;
using McpGateway.Contracts.Client;

namespace McpGateway.Cli.Agents;

/// <summary>Agents found by what they do, or by their skills.</summary>
internal static class AgentSearch
{
    public static Command CreateSearch(CliContext cli)
    {
        var query = new Argument<string>("query") { Description = "what the agent should be able to do, in plain words" };
        var max = new Option<int>("--max") { Description = "how many at most", DefaultValueFactory = static _ => 10 };
        return cli.Runs(new("search", "Find agents by what they do") { query, max }, async (run, cancellationToken) =>
        {
            var answer = await run.Gateway.JsonAsync(
                ApiRoutes.AgentSearch,
                cancellationToken,
                query: [new("query", run.Get(query)), new("max_results", $"{run.Get(max)}")]);
            run.Output.Result(answer, () => AgentTable.Of(answer.Items("agents")).Render());
        });
    }

    public static Command CreateDiscover(CliContext cli)
    {
        var skills = new Argument<string[]>("skill") { Description = "names of skills", Arity = ArgumentArity.OneOrMore };
        var tags = new Option<string[]>("--tag") { Description = "tags that count in favour" };
        return cli.Runs(new("discover", "Find agents by their skills") { skills, tags }, async (run, cancellationToken) =>
        {
            var body = new JsonObject { ["skills"] = Bodies.Names(run.Get(skills)) };
            if (run.Get(tags) is { Length: > 0 } named)
            {
                body["tags"] = Bodies.Names(named);
            }

            var answer = await run.SendAsync(ApiRoutes.AgentDiscover, Bodies.Json(body), cancellationToken);
            run.Output.Result(answer, () => AgentTable.Of(answer.Items("agents")).Render());
        });
    }
}
