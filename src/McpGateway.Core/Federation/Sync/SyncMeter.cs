using System.Diagnostics;
using System.Diagnostics.Metrics;
using McpGateway.Foundation;

namespace McpGateway.Core.Federation.Sync;

/// <summary>How synchronisations go, as metrics and spans.</summary>
internal sealed class SyncMeter
{
    private static readonly ActivitySource Source = new(SpanSources.Federation);

    private readonly Histogram<double> _durations;

    public SyncMeter(IMeterFactory factory) => _durations = factory.Create(Instruments.FederationMeter).CreateHistogram(
        Instruments.SyncDuration, "s", "How long a synchronisation of a source took.", [],
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 3600] });

    /// <param name="source">Which.</param>
    /// <returns>The span; null when nobody listens.</returns>
    public static Activity? Begin(SourceRecord source) =>
        Source.StartActivity("federation.sync")?.SetTag("mcp_gateway.source", source.Id).SetTag("mcp_gateway.source.kind", source.Kind);

    /// <summary>A run has ended.</summary>
    /// <param name="span">Of the run.</param>
    /// <param name="source">Which.</param>
    /// <param name="run">How it went.</param>
    public void Ended(Activity? span, SourceRecord source, SyncRun run)
    {
        var isSuccess = run.Status == SyncRun.Completed;
        _durations.Record(
            (run.EndedAt - run.StartedAt).TotalSeconds, new("source_kind", source.Kind), new("success", isSuccess ? "True" : "False"));
        span?.SetTag("mcp_gateway.items.read", run.Read).SetTag("mcp_gateway.items.changed", run.Added + run.Changed + run.Removed);
        if (!isSuccess)
        {
            span?.SetTag("error.type", "sync_failed").SetStatus(ActivityStatusCode.Error);
        }
    }
}
