using System.Diagnostics.Metrics;
using McpGateway.Core.Audit;
using McpGateway.Core.Discovery.Search;
using McpGateway.Proxy.Recording;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests;

/// <summary>Dashboards read instruments by name and unit: neither changes by accident.</summary>
public sealed class InstrumentTests
{
    [Fact]
    public void Instruments_OfTheProduct_HaveThesePublishedNamesAndUnits()
    {
        using var provider = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var factory = provider.GetRequiredService<IMeterFactory>();
        var published = new List<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, factory))
            {
                published.Add($"{instrument.Meter.Name} {instrument.Name} {instrument.Unit} {instrument.GetType().Name.Split('`')[0]}");
            }
        };
        listener.Start();

        _ = new ProxyMeter(factory);
        _ = new CallRecorder(Options.Create(new AuditOptions()), factory);
        _ = new DiscoveryMetrics(factory);

        Assert.Equal(
            [
                "McpGateway.Audit mcp_gateway.audit.dropped {record} Counter",
                "McpGateway.Discovery mcp_tool_discovery_duration_seconds s Histogram",
                "McpGateway.Discovery mcp_tool_discovery_results {hit} Histogram",
                "McpGateway.Discovery mcp_tool_discovery_total {search} Counter",
                "McpGateway.Proxy mcp_gateway.proxy.active_streams {stream} UpDownCounter",
                "McpGateway.Proxy mcp_gateway.proxy.request.duration s Histogram",
                "McpGateway.Proxy mcp_gateway.proxy.requests {request} Counter",
            ],
            published.Order(StringComparer.Ordinal));
    }

    /// <summary>Names are constants in one file of a project, so that the list above is all there is.</summary>
    [Fact]
    public void Sources_InstrumentsAreMade_ByTheseThreeClassesOnly()
    {
        var root = typeof(InstrumentTests).Assembly.GetCustomAttributes(typeof(System.Reflection.AssemblyMetadataAttribute), inherit: false)
            .Cast<System.Reflection.AssemblyMetadataAttribute>().Single(data => data.Key == "RepositoryRoot").Value!;
        var makers =
            from file in Directory.EnumerateFiles(Path.Combine(root, "src"), "*.cs", SearchOption.AllDirectories)
            let text = File.ReadAllText(file)
            where text.Contains("IMeterFactory", StringComparison.Ordinal) || text.Contains("new Meter(", StringComparison.Ordinal)
            orderby Path.GetFileName(file)
            select Path.GetFileName(file);

        Assert.Equal(["CallRecorder.cs", "DiscoveryMetrics.cs", "ProxyMeter.cs"], makers);
    }
}
