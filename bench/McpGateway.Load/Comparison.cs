using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace McpGateway.Load;

/// <summary>Direct, nginx and gateway in alternating rounds; medians and ratios.</summary>
internal static class Comparison
{
    public static async Task<int> RunAsync(LoadOptions options)
    {
        await using var contestants = new Contestants();
        await contestants.StartAsync();
        await Task.Delay(TimeSpan.FromSeconds(2));
        var idle = contestants.GatewayMemory();

        var targets = new (string Name, string Url, string? Token)[]
        {
            ("direct", $"{contestants.Direct}/mcp", null),
            ("nginx", contestants.Nginx, null),
            ("gateway", contestants.Gateway, contestants.Token),
        };
        foreach (var target in targets)
        {
            await WrkResult.RunAsync(target.Url, target.Token, 16, 2);
        }

        var rows = new List<Row>();
        foreach (var connections in options.Connections)
        {
            rows.AddRange(await CompareAsync(contestants, targets, connections, options));
        }

        var streams = new List<StreamResult>();
        foreach (var target in targets)
        {
            streams.Add(await StreamAsync(target.Name, target.Url, target.Token));
        }

        var report = new Report(rows, streams, contestants.ColdStart.TotalSeconds, idle, contestants.GatewayMemory());
        await Console.Out.WriteLineAsync(options.Json ? JsonSerializer.Serialize(report) : Text(report));
        return rows.Any(row => row.Errors > 0) ? 1 : 0;
    }

    private static async Task<IReadOnlyList<Row>> CompareAsync(
        Contestants contestants, (string Name, string Url, string? Token)[] targets, int connections, LoadOptions options)
    {
        var processorTimes = new List<double>();
        var results = targets.ToDictionary(target => target.Name, _ => new List<WrkResult>(), StringComparer.Ordinal);
        for (var round = 0; round < options.Rounds; round++)
        {
            foreach (var target in targets)
            {
                var before = contestants.GatewayProcessorTime();
                var result = await WrkResult.RunAsync(target.Url, target.Token, connections, options.Seconds);
                results[target.Name].Add(result);
                if (target.Name == "gateway")
                {
                    var spent = contestants.GatewayProcessorTime() - before;
                    processorTimes.Add(spent.TotalMicroseconds / (result.RequestsPerSecond * options.Seconds));
                }
            }
        }

        return
        [
            .. results.Select(entry => new Row(
                entry.Key,
                connections,
                Median(entry.Value.Select(result => result.RequestsPerSecond)),
                Median(entry.Value.Select(result => result.P50)),
                Median(entry.Value.Select(result => result.P99)),
                entry.Value.Sum(result => result.Errors + result.Refused),
                entry.Key == "gateway" ? Median(processorTimes) : null)),
        ];
    }

    /// <summary>A call that streams many events: when the first one arrives, and the last.</summary>
    private static async Task<StreamResult> StreamAsync(string name, string url, string? token)
    {
        var first = new List<double>();
        var total = new List<double>();
        using var client = new HttpClient();
        for (var round = 0; round < 11; round++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, url)
            {
                Content = new StringContent(
                    """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"stream","arguments":{}}}""",
                        System.Text.Encoding.UTF8, "application/json"),
            };
            request.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
            if (token is not null)
            {
                request.Headers.TryAddWithoutValidation("X-Authorization", $"Bearer {token}");
            }

            var clock = Stopwatch.StartNew();
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
            var events = 0;
            while (await reader.ReadLineAsync() is { } line)
            {
                if (line.StartsWith("data:", StringComparison.Ordinal) && ++events == 1)
                {
                    first.Add(clock.Elapsed.TotalMilliseconds);
                }
            }

            total.Add(clock.Elapsed.TotalMilliseconds);
            if (events != Upstream.StreamEvents)
            {
                throw new InvalidOperationException($"{name}: {events} of {Upstream.StreamEvents} events came.");
            }
        }

        return new(name, Median(first.Skip(1)), Median(total.Skip(1)));
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    private static string Text(Report report)
    {
        var lines = new List<string>
        {
            "connections  contestant   requests/s    p50 ms    p99 ms   errors   requests vs direct   vs nginx   p50 added ms   CPU us/"
                + "call",
        };
        foreach (var group in report.Rows.GroupBy(row => row.Connections))
        {
            var direct = group.Single(row => row.Contestant == "direct");
            var nginx = group.Single(row => row.Contestant == "nginx");
            lines.AddRange(group.Select(row => string.Create(
                CultureInfo.InvariantCulture,
                $"{row.Connections,11}  {row.Contestant,-10} {row.RequestsPerSecond,12:F0} {row.P50,9:F3} {row.P99,9:F3} {row.Errors,8} "
                    + $"{row.RequestsPerSecond / direct.RequestsPerSecond,20:F2} {row.RequestsPerSecond / nginx.RequestsPerSecond,10:F2} "
                    + $"{row.P50 - direct.P50,14:F3} {row.ProcessorMicroseconds,13:F1}")));
        }

        lines.AddRange(report.Streams.Select(stream => string.Create(
            CultureInfo.InvariantCulture,
            $"{Upstream.StreamEvents} events, {stream.Contestant,-8} first event {stream.FirstEvent:F2} ms, total {stream.Total:F1} ms")));
        lines.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"cold start to first answered tools/list {report.ColdStartSeconds:F2} s (empty data directory), "
                + $"memory idle {report.IdleMemory:F0} MiB, after load {report.LoadedMemory:F0} MiB"));
        return string.Join('\n', lines);
    }

    private sealed record Row(
        string Contestant, int Connections, double RequestsPerSecond, double P50, double P99, int Errors,
        double? ProcessorMicroseconds);

    private sealed record StreamResult(string Contestant, double FirstEvent, double Total);

    private sealed record Report(
        IReadOnlyList<Row> Rows, IReadOnlyList<StreamResult> Streams, double ColdStartSeconds, double IdleMemory, double LoadedMemory);
}
