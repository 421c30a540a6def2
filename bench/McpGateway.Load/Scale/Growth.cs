using System.Globalization;

namespace McpGateway.Load.Scale;

/// <summary>Parts in which one request or one caller grows: lists, results, groups.</summary>
internal static class Growth
{
    private static readonly int[] ListSizes = [10, 100, 1_000, 5_000];
    private static readonly int[] ResultBytes = [1_000_000, 4_000_000];
    private static readonly int[] GroupCounts = [2, 500];

    public static Task<IReadOnlyList<ScaleRow>> ListsAsync(Contestants contestants, int rounds) =>
        AnswersAsync(contestants, "list", ListSizes, "tools", TimedCalls.List, rounds);

    public static Task<IReadOnlyList<ScaleRow>> ResultsAsync(Contestants contestants, int rounds) =>
        AnswersAsync(contestants, "result", ResultBytes, "bytes", TimedCalls.Call, rounds);

    public static async Task<IReadOnlyList<ScaleRow>> GroupsAsync(Contestants contestants)
    {
        var rows = new List<ScaleRow>();
        var first = default(WrkResult);
        foreach (var count in GroupCounts)
        {
            var token = await contestants.AddCallerInGroupsAsync(Text(count));
            await WrkResult.RunAsync(contestants.Gateway, token, 16, 1);
            var result = await WrkResult.RunAsync(contestants.Gateway, token, 16, 5);
            if (result.Errors + result.Refused > 0)
            {
                throw new InvalidOperationException($"A caller with {count} groups: {result}.");
            }

            first ??= result;
            rows.Add(new(
                "groups", Text(count), "requests/s at 16 connections", result.RequestsPerSecond, "a caller with two",
                result.RequestsPerSecond / first.RequestsPerSecond));
        }

        return rows;
    }

    private static async Task<IReadOnlyList<ScaleRow>> AnswersAsync(
        Contestants contestants, string kind, int[] sizes, string unit, string body, int rounds)
    {
        var rows = new List<ScaleRow>();
        foreach (var size in sizes)
        {
            var name = $"{kind}-{Text(size)}";
            var path = $"/{kind}/{Text(size)}/mcp";
            await contestants.AddServerAsync(name, contestants.Direct + path);
            var medians = await TimedCalls.MediansAsync(
                body, rounds,
                (contestants.Direct + path, null),
                (contestants.Nginx.Replace("/mcp", path, StringComparison.Ordinal), null),
                ($"{contestants.GatewayOrigin}/{name}/mcp", contestants.Token));
            if (medians.Any(median => median.Bytes != medians[0].Bytes))
            {
                var found = string.Join(", ", medians.Select(static median => median.Bytes));
                throw new InvalidOperationException($"{name}: answers of {found} bytes directly, through nginx and the gateway.");
            }

            var label = $"{Text(size)} {unit}";
            rows.Add(new(kind + "s", label, "p50 ms directly", medians[0].Milliseconds));
            rows.Add(new(
                kind + "s", label, "p50 ms gateway", medians[2].Milliseconds, "direct", medians[2].Milliseconds / medians[0].Milliseconds));
            rows.Add(new(
                kind + "s", label, "p50 ms nginx", medians[1].Milliseconds, "direct", medians[1].Milliseconds / medians[0].Milliseconds));
        }

        return rows;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
