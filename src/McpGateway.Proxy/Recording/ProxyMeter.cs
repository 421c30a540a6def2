using System.Diagnostics.Metrics;

namespace McpGateway.Proxy.Recording;

/// <summary>Instruments of the data plane. Tags have few values by nature: outcomes, not users or tools.</summary>
internal sealed class ProxyMeter
{
    private static readonly string[] Outcomes = Enum.GetNames<CallOutcome>();

    private readonly Counter<long> _requests;
    private readonly Histogram<double> _duration;
    private readonly UpDownCounter<long> _streams;

    public ProxyMeter(IMeterFactory factory)
    {
        var meter = factory.Create(ProxyInstruments.Meter);
        _requests = meter.CreateCounter<long>(ProxyInstruments.Requests, "{request}", "HTTP exchanges on the data plane.");
        _duration = meter.CreateHistogram<double>(ProxyInstruments.Duration, "s", "From the request to the end of its answer.");
        _streams = meter.CreateUpDownCounter<long>(ProxyInstruments.ActiveStreams, "{stream}", "Open event streams.");
    }

    public void Finished(CallOutcome outcome, TimeSpan duration)
    {
        if (!_requests.Enabled && !_duration.Enabled)
        {
            return;
        }

        var tag = new KeyValuePair<string, object?>("outcome", Outcomes[(int)outcome]);
        _requests.Add(1, tag);
        _duration.Record(duration.TotalSeconds, tag);
    }

    public void StreamOpened() => _streams.Add(1);

    public void StreamClosed() => _streams.Add(-1);
}
