using System.Diagnostics.Metrics;

namespace McpGateway.Proxy.Recording;

/// <summary>Instruments of the data plane. Tags have few values by nature: outcomes, not users or tools.</summary>
internal sealed class ProxyMeter
{
    private static readonly string[] Outcomes = Enum.GetNames<CallOutcome>();

    private readonly Meter _meter;
    private readonly Counter<long> _requests;
    private readonly Histogram<double> _duration;
    private readonly UpDownCounter<long> _streams;

    public ProxyMeter(IMeterFactory factory)
    {
        _meter = factory.Create(ProxyInstruments.Meter);
        _requests = _meter.CreateCounter<long>(ProxyInstruments.Requests, "{request}", "HTTP exchanges on the data plane.");
        _duration = _meter.CreateHistogram<double>(ProxyInstruments.Duration, "s", "From the request to the end of its answer.");
        _streams = _meter.CreateUpDownCounter<long>(ProxyInstruments.ActiveStreams, "{stream}", "Open event streams.");
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

    /// <summary>What is asked for only when somebody reads.</summary>
    /// <param name="calls">Calls that were let in and have not ended.</param>
    /// <param name="openCircuits">Servers that are left out for a moment, for some caller or for all.</param>
    /// <param name="bufferedBytes">What is held of large bodies and answers.</param>
    public void Watch(Func<long> calls, Func<long> openCircuits, Func<long> bufferedBytes)
    {
        _meter.CreateObservableGauge(ProxyInstruments.CallsUnderWay, calls, "{call}", "Calls that were let in and have not ended.");
        _meter.CreateObservableGauge(
            ProxyInstruments.OpenCircuits, openCircuits, "{server}", "Servers whose circuit is open, for some caller or for all.");
        _meter.CreateObservableGauge(
            ProxyInstruments.BufferedBytes, bufferedBytes, "By", "Memory that large bodies and answers take.");
    }
}
