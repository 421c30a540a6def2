using System.Text.Json;

namespace McpGateway.Load.Scale;

/// <summary>What grows with lists, results, groups, streams and the catalogue, each against a yardstick of the same run.</summary>
internal static class ScaleScenario
{
    public static async Task<int> RunAsync(ScaleOptions options)
    {
        var rows = new List<ScaleRow>();
        foreach (var part in options.Parts)
        {
            // Each part has processes of its own, so that none finds the memory of another.
            await using var contestants = new Contestants();
            await contestants.StartAsync();
            var found = await MeasureAsync(part, contestants, options);
            rows.AddRange(found);
            if (!options.Json)
            {
                await Console.Out.WriteLineAsync(
                    string.Join('\n', rows.Count == found.Count ? [ScaleRow.Heading, .. found.Select(Text)] : found.Select(Text)));
            }
        }

        if (options.Json)
        {
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(rows));
        }

        return 0;
    }

    private static Task<IReadOnlyList<ScaleRow>> MeasureAsync(string part, Contestants contestants, ScaleOptions options) => part switch
    {
        "lists" => Growth.ListsAsync(contestants, options.Rounds),
        "results" => Growth.ResultsAsync(contestants, options.Rounds),
        "groups" => Growth.GroupsAsync(contestants),
        "streams" => IdleStreams.MeasureAsync(contestants),
        _ => Catalogue.MeasureAsync(contestants, options.Servers),
    };

    private static string Text(ScaleRow row) => row.ToString();
}
