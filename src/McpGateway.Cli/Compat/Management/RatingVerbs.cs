using McpGateway.Cli.Compat.Support;
using McpGateway.Cli.Views;

namespace McpGateway.Cli.Compat.Management;

/// <summary>Ratings of servers and agents.</summary>
internal static class RatingVerbs
{
    private const int Least = 1;
    private const int Most = 5;

    public static IReadOnlyList<Verb> All { get; } =
    [
        new("server-rate", "Rate a server", Rate("server"), RateServerAsync),
        new("server-rating", "Ratings of a server", Path("server"), (call, stop) => ShowAsync(call, "/api/servers", stop)),
        new("agent-rate", "Rate an agent", Rate("agent"), RateAgentAsync),
        new("agent-rating", "Ratings of an agent", Path("agent"), (call, stop) => ShowAsync(call, "/api/agents", stop)),
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
            new System.Text.Json.Nodes.JsonObject { ["rating"] = call.Whole("--rating") }, cancellationToken);
        return Rated(call, answer);
    }

    private static int Rated(Call call, System.Text.Json.Nodes.JsonNode answer)
    {
        call.Line(answer.Shown("message"));
        call.Line($"  Average rating: {answer.Shown("average_rating")}");
        return Call.Success;
    }

    private static async Task<int> ShowAsync(Call call, string kind, CancellationToken cancellationToken)
    {
        var answer = await call.Api.GetAsync($"{kind}{RegistryApi.Path(call.Text("--path"))}/rating", cancellationToken);
        var ratings = answer.List("rating_details");
        call.Line($"Ratings of {call.Text("--path")}");
        call.Line($"  Average rating: {answer.Shown("num_stars")}");
        call.Line($"  Number of ratings: {ratings.Count}");
        foreach (var rating in ratings)
        {
            call.Line($"    {rating.Shown("user")}: {rating.Shown("rating")}");
        }

        return Call.Success;
    }
}
