using System.Text.Json.Nodes;
using McpGateway.Cli.Compat.Support;
using McpGateway.Cli.Terminals;
using McpGateway.Cli.Views;

namespace McpGateway.Cli.Compat.Management;

/// <summary>Ratings of servers and agents.</summary>
internal static class RatingVerbs
{
    private const int Least = 1;
    private const int Most = 5;
    private const int Shown = 10;

    public static IReadOnlyList<Verb> All { get; } =
    [
        new("server-rate", "Rate a server", Rate("server"), RateServerAsync),
        new("server-rating", "Ratings of a server", Path("server"), (call, stop) => ShowAsync(call, "server", stop)),
        new("agent-rate", "Rate an agent", Rate("agent"), RateAgentAsync),
        new("agent-rating", "Ratings of an agent", Path("agent"), (call, stop) => ShowAsync(call, "agent", stop)),
    ];

    private static Parameter[] Path(string what) => [Parameter.Required("--path", $"Path of the {what}")];

    private static Parameter[] Rate(string what) =>
        [.. Path(what), Parameter.RequiredWhole("--rating", "Number of stars, 1 to 5", Least, Most)];

    private static async Task<int> RateServerAsync(Call call, CancellationToken cancellationToken)
    {
        var answer = await call.Api.PostFormAsync(
            $"/api/servers{RegistryApi.Path(call.Text("--path"))}/rate", [("rating", $"{call.Whole("--rating")}")], cancellationToken);
        return Rated(call, answer);
    }

    private static async Task<int> RateAgentAsync(Call call, CancellationToken cancellationToken)
    {
        var answer = await call.Api.SendJsonAsync(
            HttpMethod.Post, $"/api/agents{RegistryApi.Path(call.Text("--path"))}/rate",
            new JsonObject { ["rating"] = call.Whole("--rating") }, cancellationToken);
        return Rated(call, answer);
    }

    private static int Rated(Call call, JsonNode answer)
    {
        call.Note($"✓ {answer.Shown("message")}");
        call.Note($"Average rating: {answer.Rounded("average_rating")} stars");
        return Call.Success;
    }

    private static async Task<int> ShowAsync(Call call, string what, CancellationToken cancellationToken)
    {
        var answer = await call.Api.GetAsync($"/api/{what}s{RegistryApi.Path(call.Text("--path"))}/rating", cancellationToken);
        var ratings = answer.List("rating_details");
        call.Note($"Rating for {what} '{PlainText.Line(call.Text("--path"))}':");
        call.Note($"  Average: {answer.Rounded("num_stars")} stars");
        call.Note($"  Total ratings: {ratings.Count}");
        foreach (var rating in ratings.Take(Shown))
        {
            call.Note($"  {rating.Shown("user")}: {rating.Shown("rating")} stars");
        }

        if (ratings.Count > Shown)
        {
            call.Note($"  ... and {ratings.Count - Shown} more");
        }

        return Call.Success;
    }
}
