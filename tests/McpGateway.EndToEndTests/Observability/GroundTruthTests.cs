using System.Net.Http.Json;
using System.Text.Json;

namespace McpGateway.EndToEndTests.Observability;

/// <summary>What is measured is what happened: counts exactly, times between what the upstream took and what the client waited.</summary>
public sealed class GroundTruthTests
{
    private const string Executions = "mcp_tool_executions_total";
    private const string Duration = "mcp_tool_execution_duration_seconds";

    /// <summary>initialize and tools/list.</summary>
    private const int Steps = 2;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Load_OfKnownCallsAndDelays_IsMeasuredAsItWas()
    {
        await using var gateway = await MeasuredGateway.StartAsync();
        var token = await gateway.Process.VendAsync(Cancellation);
        var restricted = await gateway.RestrictedTokenAsync();

        await gateway.RunLoadAsync(token, restricted);

        var calls = MeasuredGateway.Load.Sum(static item => item.Count);
        var requests = calls + Steps + MeasuredGateway.Denied + MeasuredGateway.Unauthenticated;
        var samples = await gateway.ScrapeAsync(requests);
        AssertCounts(samples, requests);
        AssertTimes(samples, gateway.Waited);
        AssertSteps(samples);
        await AssertRecordsAsync(gateway, requests);
    }

    private static void AssertCounts(Samples samples, int requests)
    {
        Assert.All(MeasuredGateway.Load, item =>
        {
            var success = item.Tool == "fail" ? "False" : "True";
            Assert.Equal(
                item.Count + (item.Tool == "wait_50" ? MeasuredGateway.Denied : 0),
                samples.Sum(Executions, ("tool_name", item.Tool), ("method", "tools/call"), ("server_name", "measured")));
            var counted = samples.Sum(Executions, ("tool_name", item.Tool), ("success", success));
            Assert.Equal(item.Count, counted - DeniedOf(item.Tool, success));
        });
        Assert.Equal(
            requests - MeasuredGateway.Denied - MeasuredGateway.Unauthenticated,
            samples.Sum("mcp_auth_requests_total", ("server", "measured"), ("success", "True")));
        Assert.Equal(
            MeasuredGateway.Denied + MeasuredGateway.Unauthenticated,
            samples.Sum("mcp_auth_requests_total", ("server", "measured"), ("success", "False")));
        Assert.Equal(requests, samples.Sum("mcp_auth_request_duration_seconds_count", ("server", "measured")));
        Assert.Equal(MeasuredGateway.Unauthenticated, samples.Sum("mcp_gateway_proxy_requests_total", ("outcome", "Unauthenticated")));
        Assert.Equal(MeasuredGateway.Denied, samples.Sum("mcp_gateway_proxy_requests_total", ("outcome", "Denied")));
        Assert.Equal(0, samples.Sum("mcp_gateway_proxy_calls_under_way"));

        // The same user's, with another token: the name is known of whoever began.
        var named = MeasuredGateway.Load.Sum(static item => item.Count) + Steps;
        Assert.Equal(named + MeasuredGateway.Denied, samples.Sum(Executions, ("client_name", "ground-truth"), ("server_name", "measured")));

        static double DeniedOf(string tool, string success) => tool == "wait_50" && success == "False" ? MeasuredGateway.Denied : 0;
    }

    private static void AssertTimes(Samples samples, Dictionary<string, List<double>> waited)
    {
        Assert.All(MeasuredGateway.Load.Where(static item => item.Tool != "fail"), item =>
        {
            var delay = double.Parse(item.Tool.Split('_')[1], System.Globalization.CultureInfo.InvariantCulture) / 1000;
            (string, string)[] labels = [("tool_name", item.Tool), ("success", "True")];
            var all = waited[item.Tool].Order().ToArray();

            var (_, upTo) = samples.Quantile(0.95, Duration, labels);
            var (above, _) = samples.Quantile(0.95, Duration, labels);
            Assert.True(upTo >= delay, $"{item.Tool}: p95 is said to be below {upTo}");
            Assert.True(above <= all[^1], $"{item.Tool}: p95 is said to be above {above}, and clients waited {all[^1]} at most");
            Assert.InRange(samples.Sum(Duration + "_sum", labels), delay * item.Count, all.Sum());
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

    private static async Task AssertRecordsAsync(MeasuredGateway gateway, int requests)
    {
        var calls = await CallsAsync(gateway, requests);
        Assert.All(MeasuredGateway.Load, item =>
        {
            var own = calls.Where(call => Text(call, "target") == item.Tool && Text(call, "outcome") == "forwarded").ToArray();
            Assert.Equal(item.Count, own.Length);
            var delay = item.Tool == "fail" ? 0 : int.Parse(item.Tool.Split('_')[1], System.Globalization.CultureInfo.InvariantCulture);
            Assert.All(own, call => Assert.InRange(
                call.GetProperty("duration_ms").GetDouble(), delay, gateway.Waited[item.Tool].Max() * 1000));
        });
        Assert.Equal(MeasuredGateway.Denied, calls.Count(static call => Text(call, "outcome") == "denied"));
        Assert.Equal(MeasuredGateway.Unauthenticated, calls.Count(static call => Text(call, "outcome") == "unauthenticated"));
    }

    private static async Task<JsonElement[]> CallsAsync(MeasuredGateway gateway, int requests)
    {
        JsonElement[] calls = [];
        await Eventually.UntilAsync(
            async () =>
            {
                var page = await gateway.Process.Client.GetFromJsonAsync<JsonElement>(
                    "/api/audit/calls?server=measured&limit=100", Cancellation);
                calls = [.. page.GetProperty("calls").EnumerateArray()];
                return calls.Length >= requests;
            },
            $"the records of {requests} requests");
        Assert.Equal(requests, calls.Length);
        return calls;
    }

    private static string? Text(JsonElement call, string member) => call.TryGetProperty(member, out var value) ? value.GetString() : null;
}
