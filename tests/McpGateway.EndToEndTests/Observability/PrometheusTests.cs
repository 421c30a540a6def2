using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using McpGateway.EndToEndTests.Deploy;
using McpGateway.EndToEndTests.Support;

namespace McpGateway.EndToEndTests.Observability;

/// <summary>The files of <c>deploy/observability</c> with a real Prometheus that scrapes a real gateway.</summary>
public sealed partial class PrometheusTests
{
    private static readonly string Dashboards = Path.Combine(Repository.Root, "deploy", "observability", "grafana", "dashboards");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rules_AndConfiguration_AreTakenByPromtool()
    {
        var promtool = DeployTools.Find("promtool", isInstalled: true);

        var (code, output) = await ChildProcess.RunAsync(
            promtool, ["check", "config", Path.Combine(PrometheusServer.Folder, "prometheus.yml")], Cancellation);

        Assert.True(code == 0, output);
        Assert.Matches(@"SUCCESS: \d+ rules found", output);
    }

    [Fact]
    public async Task Dashboards_AndRules_HaveDataOfAGatewayUnderLoad()
    {
        await using var gateway = await MeasuredGateway.StartAsync();
        await using var prometheus = await PrometheusServer.StartAsync(gateway.Metrics);
        var token = await gateway.Process.VendAsync(Cancellation);
        var restricted = await gateway.RestrictedTokenAsync();
        await UseEverythingAsync(gateway, token);
        await gateway.RunLoadAsync(token, restricted);

        // Counted twice: a rate needs two samples, and the counts must be those of both loads.
        await prometheus.UntilAsync("""sum(mcp_tool_executions_total{tool_name="wait_200"})""", 8);
        await gateway.RunLoadAsync(token, restricted);
        foreach (var (tool, count, error) in MeasuredGateway.Load)
        {
            await prometheus.UntilAsync(
                $$"""sum(mcp_tool_executions_total{tool_name="{{tool}}", success="{{(error == "none" ? "True" : "False")}}"})""",
                2 * count);
        }

        await prometheus.UntilAsync(
            """sum(mcp_auth_requests_total{server="measured", success="False"})""",
            2 * (MeasuredGateway.Denied + MeasuredGateway.Unauthenticated));
        Assert.Empty(await WithoutDataAsync(prometheus, Panels()));
        Assert.Empty(await WithoutDataAsync(prometheus, await AlertsAsync()));
        await prometheus.UntilAsync("""count(ALERTS{alertname="McpToolErrors"})""", 1);
    }

    /// <summary>What the load does not touch: searches, sign-ins, the built-in finder, and a server that is not there.</summary>
    private static async Task UseEverythingAsync(MeasuredGateway gateway, string token)
    {
        var process = gateway.Process;
        using var found = await process.Client.PostAsJsonAsync("/api/search/semantic", new { query = "what time is it" }, Cancellation);
        Assert.True(found.IsSuccessStatusCode);
        using var refused = await process.Client.PostAsync(
            new Uri("/api/auth/login", UriKind.Relative),
            new FormUrlEncodedContent([new("username", "somebody"), new("password", "wrong")]), Cancellation);
        const string Finder = """
            {"jsonrpc":"2.0","id":1,"method":"tools/call",
             "params":{"name":"intelligent_tool_finder","arguments":{"natural_language_query":"time"}}}
            """;
        await process.CallAsync("/mcpgw/mcp", token, Finder, Cancellation);
        await process.PostFormAsync(
            "/api/servers/register", Cancellation,
            new("name", "Gone"), new("description", "Nobody is there"), new("path", "/gone"),
            new("proxy_pass_url", "http://127.0.0.1:9/mcp"));
        await process.PostFormAsync("/api/servers/toggle", Cancellation, new("path", "/gone"), new("new_state", "true"));
    }

    private static async Task<List<string>> WithoutDataAsync(
        PrometheusServer prometheus, IEnumerable<(string Where, string Expression)> expressions)
    {
        var without = new List<string>();
        foreach (var (where, expression) in expressions)
        {
            if ((await prometheus.QueryAsync(expression)).Length == 0)
            {
                without.Add($"{where}: {expression}");
            }
        }

        return without;
    }

    /// <summary>As Grafana asks, with everything chosen.</summary>
    private static List<(string Where, string Expression)> Panels()
    {
        var expressions = new List<(string, string)>();
        foreach (var file in Directory.EnumerateFiles(Dashboards, "*.json"))
        {
            var dashboard = JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(file));
            foreach (var panel in dashboard.GetProperty("panels").EnumerateArray())
            {
                expressions.AddRange(panel.GetProperty("targets").EnumerateArray().Select(target => (
                    $"{Path.GetFileName(file)}, {panel.GetProperty("title").GetString()}",
                    Variable().Replace(target.GetProperty("expr").GetString()!, static name =>
                        name.Value == "$__rate_interval" ? "1m" : ".*"))));
            }
        }

        Assert.Equal(4, Directory.EnumerateFiles(Dashboards, "*.json").Count());
        Assert.True(expressions.Count > 50);
        return expressions;
    }

    /// <summary>Without their thresholds, so that there is something to see when all is well.</summary>
    private static async Task<List<(string Where, string Expression)>> AlertsAsync()
    {
        var text = await File.ReadAllTextAsync(Path.Combine(PrometheusServer.Folder, "rules.yml"), Cancellation);
        var alerts = Alert().Matches(text).Select(static alert =>
        {
            var expression = Folding().Replace(alert.Groups["expr"].Value, " ").Trim();
            return (alert.Groups["name"].Value, Threshold().Replace(expression, ""));
        }).ToList();
        Assert.Equal(text.Split("- alert:").Length - 1, alerts.Count);
        return alerts;
    }

    [GeneratedRegex(@"\$(__)?[a-z_]+")]
    private static partial Regex Variable();

    [GeneratedRegex(@"- alert: (?<name>\w+)\n\s+expr:(?: >-)?(?<expr>.*?)\n\s+(?:for|labels):", RegexOptions.Singleline)]
    private static partial Regex Alert();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Folding();

    [GeneratedRegex(@" [<>] [\d.]+$")]
    private static partial Regex Threshold();
}
