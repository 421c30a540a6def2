using System.CommandLine;
using System.Text.Json.Nodes;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Views;
using McpGateway.Contracts.Client;

namespace McpGateway.Cli.Servers;

/// <summary>What users think of a server.</summary>
internal static class ServerRatings
{
    public static Command CreateRate(CliContext cli)
    {
        var path = ServerCommands.Path();
        var stars = new Argument<int>("stars") { Description = "1 to 5" };
        return cli.Runs(new("rate", "Rate a server from 1 to 5") { path, stars }, async (run, cancellationToken) =>
        {
            var answer = await run.SendAsync(
                ApiRoutes.ServerRate, Bodies.Json(new JsonObject { ["rating"] = run.Get(stars) }), cancellationToken, run.Get(path));
            run.Output.Result(answer, $"{run.Get(path)} has {answer.Text("average_rating")} stars now.");
        });
    }

    public static async Task ShowAsync(CommandRun run, string path, CancellationToken cancellationToken)
    {
        var answer = await run.GetAsync(ApiRoutes.ServerRating, cancellationToken, path);
        run.Output.Result(answer, () => RatingView.Of(path, answer));
    }
}
