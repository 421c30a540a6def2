using System.Diagnostics;
using System.Globalization;

namespace McpGateway.Load.Scale;

/// <summary>Many servers of ten tools each: memory, a start on what is stored, and calls.</summary>
internal static class Catalogue
{
    private const int RegisteringAtOnce = 8;

    public static async Task<IReadOnlyList<ScaleRow>> MeasureAsync(Contestants contestants, int servers)
    {
        var label = string.Create(CultureInfo.InvariantCulture, $"{servers} servers");
        await WrkResult.RunAsync(contestants.Gateway, contestants.Token, 16, 3);
        var alone = await CallAsync(contestants);
        var registering = Stopwatch.StartNew();
        await contestants.AddServersAsync(servers, RegisteringAtOnce);
        registering.Stop();
        var checking = Stopwatch.StartNew();
        await contestants.AllToolsKnownAsync(servers * 10);
        checking.Stop();
        var memory = contestants.GatewayMemory();
        var many = await CallAsync(contestants);
        var restart = Stopwatch.StartNew();
        await contestants.RestartGatewayAsync();
        restart.Stop();
        await contestants.AllToolsKnownAsync(servers * 10);
        await contestants.SettleAsync();
        return
        [
            new("catalogue", label, "registered, a second", servers / registering.Elapsed.TotalSeconds),
            new("catalogue", label, "s until all tools are known", checking.Elapsed.TotalSeconds),
            new("catalogue", label, "MiB after that", memory),
            new("catalogue", label, "p50 ms of a call", many, "with one server", many / alone),
            new("catalogue", label, "s from start to first call", restart.Elapsed.TotalSeconds),
            new("catalogue", label, "MiB after the restart", contestants.GatewayMemory()),
        ];
    }

    private static async Task<double> CallAsync(Contestants contestants) =>
        (await TimedCalls.MediansAsync(TimedCalls.Call, 500, (contestants.Gateway, contestants.Token)))[0].Milliseconds;
}
