using System.Diagnostics.Metrics;
using McpGateway.Core.Discovery.Search;
using McpGateway.Foundation;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.Tests.Discovery.Search;

/// <summary>What dashboards of the reference read.</summary>
public sealed class DiscoveryMetricsTests
{
    private static readonly FoundTool Tool = new()
    {
        ServerPath = "/s",
        ServerName = "S",
        ToolName = "t",
        Description = "",
        InputSchema = null,
        SupportedTransports = [],
        Relevance = 1,
    };

    public static TheoryData<bool, bool, string, string, int?> Searches => new()
    {
        { true, true, "True", "hybrid", 2 },
        { true, false, "True", "lexical-only", 2 },
        { false, false, "False", "lexical-only", null },
    };

    [Theory]
    [MemberData(nameof(Searches))]
    public async Task Record_Search_IsCountedWithItsOutcome(bool isSuccess, bool isHybrid, string success, string mode, int? results)
    {
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var metrics = new DiscoveryMetrics(services.GetRequiredService<IMeterFactory>());
        var seen = new List<(string Name, double Value, string? Success, string? Mode)>();
        using var listener = Listen(services.GetRequiredService<IMeterFactory>(), seen);
        Result<SearchAnswer> answer = isSuccess
            ? new SearchAnswer { Query = "q", Servers = [], Tools = [Tool, Tool], IsHybrid = isHybrid }
            : new Error(ErrorKind.Invalid, "no");

        metrics.Record(answer, TimeSpan.FromMilliseconds(250));

        Assert.Contains((Instruments.Searches, 1d, success, mode), seen);
        Assert.Contains((Instruments.SearchDuration, 0.25, success, mode), seen);
        Assert.Equal(results, seen.Where(one => one.Name == Instruments.SearchResults).Select(one => (int?)one.Value).SingleOrDefault());
    }

    private static MeterListener Listen(IMeterFactory factory, List<(string Name, double Value, string? Success, string? Mode)> seen)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == Instruments.DiscoveryMeter && instrument.Meter.Scope == factory)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.Start();
        return listener;

        void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var known = tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value as string, StringComparer.Ordinal);
            seen.Add((instrument.Name, value, known.GetValueOrDefault("success"), known.GetValueOrDefault("search_mode")));
        }
    }
}
