using System.Globalization;

namespace McpGateway.Load.Attack;

/// <summary>
/// 20,000 idle connections, 1,000 streams, 60 unfinished events of 15 MB and 2,000 slow readers at once, while others call: how long their
/// calls take before, while the attack comes up, and while it stands; through the gateway, and directly at the server at the same time.
/// </summary>
internal static class AttackScenario
{
    private const int Processes = 2;
    private const int Idle = 20_000;
    private const int Streams = 1_000;
    private const int Events = 60;
    private const int SlowReaders = 2_000;
    private const int CallersEach = 8;

    public static async Task<int> RunAsync(TimeSpan phase)
    {
        await using var contestants = new Contestants();
        await contestants.StartAsync();
        var gateway = new Uri(contestants.Gateway).GetLeftPart(UriPartial.Authority);
        var attacked = await contestants.StartOwnAsync("attack-upstream");
        await contestants.AddServerAsync("attack", attacked + "/mcp");
        var attacker = await contestants.AddCallerAsync("attacker");
        var tokens = new List<string?>();
        for (var i = 0; i < CallersEach; i++)
        {
            tokens.Add(await contestants.AddCallerAsync(string.Create(CultureInfo.InvariantCulture, $"caller-{i}")));
        }

        Callers[] all =
        [
            new("direct", contestants.Direct + "/mcp", tokens, HttpMethod.Post),
            new("gateway, other server", contestants.Gateway, tokens, HttpMethod.Post),
            new("gateway, attacked server", gateway + "/attack/mcp", tokens, HttpMethod.Post),
            new("gateway, /health", gateway + "/health", [null], HttpMethod.Get),
        ];
        try
        {
            Array.ForEach(all, static callers => callers.Start());
            await Task.Delay(TimeSpan.FromSeconds(3));
            return await MeasureAsync(contestants, all, attacker, new Uri(gateway).Authority, phase);
        }
        finally
        {
            foreach (var callers in all)
            {
                await callers.DisposeAsync();
            }
        }
    }

    private static async Task<int> MeasureAsync(
        Contestants contestants, Callers[] all, string attacker, string gateway, TimeSpan phase)
    {
        var times = new ProcessorTimes(contestants.Processes);
        await MeasurePhaseAsync("no attack", contestants, all, times, phase);
        for (var i = 0; i < Processes; i++)
        {
            string[] counts =
            [
                .. new[] { Idle, Streams, Events, SlowReaders }.Select(
                    count => (count / Processes).ToString(CultureInfo.InvariantCulture)),
            ];
            await contestants.StartOwnAsync(
                "attackers", [gateway, attacker, string.Create(CultureInfo.InvariantCulture, $"127.0.0.{2 + i}"), .. counts]);
        }

        times = new ProcessorTimes(contestants.Processes);
        await MeasurePhaseAsync("the attack comes up", contestants, all, times, phase);
        await StandingAsync(contestants);
        var isUnharmed = await MeasurePhaseAsync("the attack stands", contestants, all, times, phase);
        return isUnharmed ? 0 : 1;
    }

    /// <summary>Until no more connections come, or a minute is over.</summary>
    private static async Task StandingAsync(Contestants contestants)
    {
        var before = -1;
        for (var attempt = 0; attempt < 30 && Math.Abs(contestants.GatewayDescriptors() - before) > before / 100; attempt++)
        {
            before = contestants.GatewayDescriptors();
            await Task.Delay(TimeSpan.FromSeconds(2));
        }
    }

    private static async Task<bool> MeasurePhaseAsync(
        string name, Contestants contestants, Callers[] all, ProcessorTimes times, TimeSpan phase)
    {
        times.Start();
        Array.ForEach(all, static callers => callers.Take());
        await Task.Delay(phase);
        var taken = all.Select(static callers => callers.Take()).ToArray();
        var used = string.Join(", ", times.Take().Select(
            entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Name} {entry.Processors:F2}")));
        await Console.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: gateway {contestants.GatewayMemory():F0} MiB, {contestants.GatewayDescriptors()} descriptors; processors: {used}"));
        foreach (var latencies in taken)
        {
            await Console.Out.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"  {latencies.Name,-26} {latencies.Sorted.Count,7} calls, {latencies.Failures} failed, p50 {latencies.At(0.5):F2} ms, "
                    + $"p99 {latencies.At(0.99):F2} ms, p99.9 {latencies.At(0.999):F2} ms, longest {latencies.At(1):F1} ms"));
        }

        return Array.TrueForAll(taken, static latencies => latencies.Failures == 0 && latencies.At(0.99) < 50);
    }
}
