using System.Globalization;

namespace McpGateway.Load.Scale;

/// <summary>Standing streams: what each costs in the gateway, and in a server that holds it itself.</summary>
internal static class IdleStreams
{
    private const int Holders = 4;

    /// <summary>The number of files that this machine lets a process open may be less than what the last needs.</summary>
    private static readonly int[] Sizes = [1_000, 10_000];

    public static async Task<IReadOnlyList<ScaleRow>> MeasureAsync(Contestants contestants)
    {
        var upstream = await contestants.StartOwnAsync("attack-upstream");
        var upstreamId = contestants.LastProcessId;
        await contestants.AddServerAsync("attack", upstream + "/mcp");
        var tokens = new List<string>();
        for (var i = 0; i < Holders; i++)
        {
            tokens.Add(await contestants.AddCallerAsync($"holder-{Text(i)}"));
        }

        var before = (
            Gateway: contestants.GatewayMemory(), Upstream: Contestants.MemoryOf(upstreamId), Open: contestants.GatewayDescriptors());
        var rows = new List<ScaleRow>();
        var held = 0;
        foreach (var size in Sizes)
        {
            for (var i = 0; i < Holders; i++)
            {
                string[] counts = ["0", Text((size - held) / Holders), "0", "0"];
                await contestants.StartOwnAsync(
                    "attackers",
                    [new Uri(contestants.GatewayOrigin).Authority, tokens[i], $"127.0.0.{Text(2 + i + held % 7)}", .. counts]);
            }

            held = size;
            await contestants.SettleAsync();
            // One descriptor towards the client and one towards the server.
            var streams = (contestants.GatewayDescriptors() - before.Open) / 2;
            var gateway = (contestants.GatewayMemory() - before.Gateway) * 1024 / streams;
            var server = (Contestants.MemoryOf(upstreamId) - before.Upstream) * 1024 / streams;
            rows.Add(new("streams", Text(streams), "KiB each, gateway", gateway, "the server that holds them", gateway / server));
        }

        return rows;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
