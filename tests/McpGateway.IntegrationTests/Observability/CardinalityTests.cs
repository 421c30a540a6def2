using System.Text;
using McpGateway.Host.Observability;
using McpGateway.IntegrationTests.FastPath;
using McpGateway.IntegrationTests.Proxy;
using McpGateway.Proxy.Recording;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.IntegrationTests.Observability;

/// <summary>A catalogue of 10,000 servers, each called: the scrape is as small as the limits say, and no call is missing.</summary>
[Collection(ProcessWide.Name)]
public sealed class CardinalityTests
{
    private const int Servers = 10_000;
    private const int Connections = 4;

    [Fact]
    public async Task Scrape_TenThousandServersCalled_HasABoundedNumberOfSeries()
    {
        var limits = new MetricLabelOptions();
        await using var upstream = new RecordingUpstream();
        await using var rig = new ProxyRig { Services = static services => services.AddObservability() };
        for (var server = 0; server < Servers; server++)
        {
            rig.AddRoute($"/server{server}", upstream.Address);
        }

        await rig.StartAsync();
        var counting = rig.Provider.GetRequiredService<MetricsCounting>();
        counting.Begin();

        await Task.WhenAll(Enumerable.Range(0, Connections).Select(connection => CallAsync(rig.Address, connection)));
        await rig.RecordsAsync(Servers);

        var lines = (await ScrapeAsync(counting)).Split('\n');
        var executions = lines.Where(static line => line.StartsWith("mcp_tool_executions_total{", StringComparison.Ordinal)).ToArray();
        Assert.Equal(limits.Servers + 1, executions.Length);
        Assert.Equal(Servers, executions.Sum(ValueOf));
        var other = Assert.Single(executions, static line => line.Contains("server_name=\"other\"", StringComparison.Ordinal));
        Assert.Equal(Servers - limits.Servers, ValueOf(other));

        // Two histograms of at most 17 buckets, with sum and count, and two counters.
        Assert.InRange(
            lines.Count(static line => line.StartsWith("mcp_auth_", StringComparison.Ordinal)
                || line.StartsWith("mcp_tool_exec", StringComparison.Ordinal)),
            limits.Servers, (limits.Servers + 1) * 40);
    }

    /// <summary>One call after the other, sent without waiting for the answers.</summary>
    private static async Task CallAsync(Uri gateway, int connection)
    {
        await using var wire = await Wire.ConnectAsync(gateway);
        for (var first = connection; first < Servers; first += Connections * 50)
        {
            var calls = new StringBuilder();
            var count = 0;
            for (var server = first; server < Math.Min(Servers, first + (Connections * 50)); server += Connections, count++)
            {
                calls.Append(Wire.Call("""{"jsonrpc":"2.0","id":1,"method":"ping"}""", $"/server{server}/mcp"));
            }

            await wire.SendAsync(calls.ToString());
            for (; count > 0; count--)
            {
                Assert.StartsWith("HTTP/1.1 200 ", await wire.AnswerAsync(), StringComparison.Ordinal);
            }
        }
    }

    private static async Task<string> ScrapeAsync(MetricsCounting counting)
    {
        var context = new DefaultHttpContext();
        using var body = new MemoryStream();
        context.Response.Body = body;
        await counting.ScrapeAsync(context);
        return Encoding.UTF8.GetString(body.ToArray());
    }

    private static double ValueOf(string line) =>
        double.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
}
