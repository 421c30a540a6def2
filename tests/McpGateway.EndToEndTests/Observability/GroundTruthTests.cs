using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace McpGateway.EndToEndTests.Observability;

/// <summary>
/// What is measured is what happened, wherever one looks: the same counts in Prometheus' metrics, in the exported tables, in the records
/// and on the page, and times between what the upstream took and what the client waited.
/// </summary>
public sealed partial class GroundTruthTests
{
    private const string Executions = "mcp_tool_executions_total";
    private const string Duration = "mcp_tool_execution_duration_seconds";

    /// <summary>initialize and tools/list.</summary>
    private const int Steps = 2;

    private static readonly int Calls = MeasuredGateway.Load.Sum(static item => item.Count);

    private static readonly int Requests = Calls + Steps + MeasuredGateway.Denied + MeasuredGateway.Unauthenticated;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Load_OfKnownCallsAndDelays_IsMeasuredAsItWas()
    {
        await using var gateway = await MeasuredGateway.StartAsync();
        var token = await gateway.Process.VendAsync(Cancellation);
        var restricted = await gateway.RestrictedTokenAsync();

        await gateway.RunLoadAsync(token, restricted);

        var samples = await gateway.ScrapeAsync(Requests);
        AssertCounts(samples);
        AssertTimes(samples, gateway.Waited);
        AssertSteps(samples);
        await AssertRecordsAsync(gateway);
        await using var file = await MetricsFile.TakeAsync(gateway.Process, Cancellation);
        AssertTables(file, samples);
        await AssertPageAsync(gateway);
    }

    private static void AssertCounts(Samples samples)
    {
        Assert.All(MeasuredGateway.Load, item =>
        {
            (string, string)[] labels = [("tool_name", item.Tool), ("method", "tools/call"), ("server_name", "measured")];
            Assert.Equal(item.Count + (item.Tool == "wait_50" ? MeasuredGateway.Denied : 0), samples.Sum(Executions, labels));
            Assert.Equal(item.Count, samples.Sum(Executions, [.. labels, ("error_type", item.Error)]));
            Assert.Equal(
                item.Error == "none" ? item.Count : 0, samples.Sum(Executions, ("tool_name", item.Tool), ("success", "True")));
        });
        Assert.Equal(MeasuredGateway.Denied, samples.Sum(Executions, ("tool_name", "wait_50"), ("error_type", "denied")));
        Assert.Equal(Calls + Steps, samples.Sum("mcp_auth_requests_total", ("server", "measured"), ("success", "True")));
        Assert.Equal(
            MeasuredGateway.Denied + MeasuredGateway.Unauthenticated,
            samples.Sum("mcp_auth_requests_total", ("server", "measured"), ("success", "False")));
        Assert.Equal(Requests, samples.Sum("mcp_auth_request_duration_seconds_count", ("server", "measured")));
        foreach (var (outcome, count) in ((string, int)[])[
            ("Unauthenticated", MeasuredGateway.Unauthenticated), ("Denied", MeasuredGateway.Denied), ("HttpError", CountOf("http_error")),
            ("RpcError", CountOf("rpc_error")), ("ToolError", CountOf("tool_error")), ("Forwarded", CountOf("none") + Steps)])
        {
            Assert.Equal(count, samples.Sum("mcp_gateway_proxy_requests_total", ("outcome", outcome)));
        }

        Assert.Equal(0, samples.Sum("mcp_gateway_proxy_calls_under_way"));

        // The same user's, with another token: the name is known of whoever began.
        Assert.Equal(
            Calls + Steps + MeasuredGateway.Denied,
            samples.Sum(Executions, ("client_name", "ground-truth"), ("server_name", "measured")));
    }

    private static void AssertTimes(Samples samples, Dictionary<string, List<double>> waited)
    {
        Assert.All(MeasuredGateway.Load.Where(static item => item.Error == "none"), item =>
        {
            var delay = double.Parse(item.Tool.Split('_')[1], CultureInfo.InvariantCulture) / 1000;
            (string, string)[] labels = [("tool_name", item.Tool), ("success", "True")];
            var (above, upTo) = samples.Quantile(0.95, Duration, labels);
            var trueP95 = P95(waited[item.Tool]);

            // What clients waited is a little more than what the gateway can see: the next bucket at most.
            Assert.InRange(
                samples.BucketOf(Duration, trueP95, labels) - samples.BucketOf(Duration, upTo, labels), 0, 1);
            Assert.True(upTo >= delay, $"{item.Tool}: p95 is said to be below {upTo}");
            Assert.True(above <= trueP95, $"{item.Tool}: p95 is said to be above {above}, and it is {trueP95}");
            Assert.InRange(samples.Sum(Duration + "_sum", labels), delay * item.Count, waited[item.Tool].Sum());
            Assert.Equal(item.Count, samples.Sum(Duration + "_count", labels));
        });

        // Nothing that took 200 ms is below 100 ms, and a stream's time is not that to its first byte.
        Assert.Equal(0, samples.Sum(Duration + "_bucket", ("tool_name", "wait_200"), ("le", "0.1")));
        Assert.Equal(0, samples.Sum(Duration + "_bucket", ("tool_name", "wait_1000"), ("le", "0.5")));
        Assert.Equal(0, samples.Sum(Duration + "_bucket", ("tool_name", "stream_600"), ("le", "0.5")));
    }

    private static void AssertSteps(Samples samples)
    {
        foreach (var step in new[] { "initialize_to_tools_list", "tools_list_to_tools_call", "full_protocol_flow" })
        {
            Assert.Equal(1, samples.Sum("mcp_protocol_latency_seconds_count", ("flow_step", step), ("server_name", "measured")));
        }
    }

    /// <summary>The tables have the counts of the metrics, by every label that both have; times are the very same.</summary>
    private static void AssertTables(MetricsFile file, Samples samples)
    {
        Assert.Equal(Calls + Steps + MeasuredGateway.Denied, file.Number("SELECT COUNT(*) FROM tool_metrics"));
        Assert.All(MeasuredGateway.Load, item =>
        {
            var where = $"FROM tool_metrics WHERE tool_name = '{item.Tool}' AND server_name = 'measured' AND method = 'tools/call'";
            var known = $"{where} AND success = {(item.Error == "none" ? 1 : 0)} AND COALESCE(error_code, 'none') = '{item.Error}' "
                + "AND client_name = 'ground-truth'";
            Assert.Equal(item.Count, file.Number($"SELECT COUNT(*) {known}"));
            var p95 = P95(file.Numbers($"SELECT duration_ms {known}"));
            (string, string)[] labels = [("tool_name", item.Tool), ("success", item.Error == "none" ? "True" : "False")];
            Assert.Equal(
                samples.BucketOf(Duration, samples.Quantile(0.95, Duration, labels).UpTo, labels),
                samples.BucketOf(Duration, p95 / 1000, labels));
        });
        Assert.Equal(
            MeasuredGateway.Denied, file.Number("SELECT COUNT(*) FROM tool_metrics WHERE success = 0 AND error_code = 'denied'"));
        Assert.Equal(Requests, file.Number("SELECT COUNT(*) FROM auth_metrics WHERE server = 'measured'"));
        Assert.Equal(Calls + Steps, file.Number("SELECT SUM(success) FROM auth_metrics WHERE server = 'measured'"));
        Assert.Equal(
            MeasuredGateway.Unauthenticated, file.Number("SELECT COUNT(*) FROM auth_metrics WHERE success = 0 AND error_code = '401'"));

        // Of the call's time authentication is a small part: a second of a slow tool is not its.
        Assert.InRange(
            file.Numbers("SELECT SUM(duration_ms) FROM auth_metrics")[0] / 1000, 0,
            samples.Sum("mcp_auth_request_duration_seconds_sum", ("server", "measured")) + 0.001);
    }

    private static async Task AssertRecordsAsync(MeasuredGateway gateway)
    {
        var calls = await CallsAsync(gateway);
        Assert.All(MeasuredGateway.Load, item =>
        {
            var outcome = item.Error == "none" ? "forwarded" : item.Error;
            var own = calls.Where(call => Text(call, "target") == item.Tool && Text(call, "outcome") == outcome).ToArray();
            Assert.Equal(item.Count, own.Length);
            var delay = item.Error == "none" ? int.Parse(item.Tool.Split('_')[1], CultureInfo.InvariantCulture) : 0;
            Assert.All(own, call => Assert.InRange(
                call.GetProperty("duration_ms").GetDouble(), delay, gateway.Waited[item.Tool].Max() * 1000));
        });
        var events = await gateway.Process.Client.GetStringAsync(
            new Uri("/api/audit/export?stream=mcp_access&resource_id=measured", UriKind.Relative), Cancellation);
        var outcomes = events.TrimEnd().Split('\n')
            .Select(static line => JsonElement.Parse(line).GetProperty("response").GetProperty("outcome").GetString()).ToArray();
        Assert.Equal(
            (Requests, CountOf("none") + Steps, MeasuredGateway.Denied + MeasuredGateway.Unauthenticated),
            (outcomes.Length, outcomes.Count(static text => text == "success"), outcomes.Count(static text => text == "denied")));
        Assert.Equal(MeasuredGateway.Denied, calls.Count(static call => Text(call, "outcome") == "denied"));
        Assert.Equal(MeasuredGateway.Unauthenticated, calls.Count(static call => Text(call, "outcome") == "unauthenticated"));
    }

    private static async Task AssertPageAsync(MeasuredGateway gateway)
    {
        var page = await gateway.Process.Client.GetStringAsync(
            new Uri("/ui/analytics?range=1h&server=measured", UriKind.Relative), Cancellation);
        var shown = Figure().Matches(page).ToDictionary(
            static figure => figure.Groups[1].Value,
            static figure => int.Parse(figure.Groups[2].Value, CultureInfo.InvariantCulture), StringComparer.Ordinal);

        Assert.Equal(
            (Requests, MeasuredGateway.Denied, MeasuredGateway.Unauthenticated, Calls - CountOf("none")),
            (shown["calls"], shown["denied"], shown["failed"], shown["errors"]));
    }

    private static async Task<JsonElement[]> CallsAsync(MeasuredGateway gateway)
    {
        JsonElement[] calls = [];
        await Eventually.UntilAsync(
            async () =>
            {
                var page = await gateway.Process.Client.GetFromJsonAsync<JsonElement>(
                    "/api/audit/calls?server=measured&limit=200", Cancellation);
                calls = [.. page.GetProperty("calls").EnumerateArray()];
                return calls.Length >= Requests;
            },
            $"the records of {Requests} requests");
        Assert.Equal(Requests, calls.Length);
        return calls;
    }

    private static int CountOf(string error) =>
        MeasuredGateway.Load.Where(item => item.Error == error).Sum(static item => item.Count);

    /// <summary>Nearest rank.</summary>
    private static double P95(List<double> values) => values.Order().ElementAt((int)Math.Ceiling(0.95 * values.Count) - 1);

    private static string? Text(JsonElement call, string member) => call.TryGetProperty(member, out var value) ? value.GetString() : null;

    [GeneratedRegex("""data-usage="([a-z]+)"[^>]*>(\d+)<""")]
    private static partial Regex Figure();
}
