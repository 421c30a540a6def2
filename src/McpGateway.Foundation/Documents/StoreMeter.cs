using System.Diagnostics.Metrics;

namespace McpGateway.Foundation.Documents;

/// <summary>How long the store takes, and what it could not take yet.</summary>
internal sealed class StoreMeter
{
    /// <summary>Seconds.</summary>
    private static readonly double[] Bounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly Meter _meter;
    private readonly Histogram<double> _durations;

    public StoreMeter(IMeterFactory factory)
    {
        _meter = factory.Create(Instruments.StoreMeter);
        _durations = _meter.CreateHistogram(
            Instruments.StoreDuration, "s", "How long an operation of the store took.", [],
            new InstrumentAdvice<double> { HistogramBucketBoundaries = Bounds });
    }

    public bool IsOn => _durations.Enabled;

    /// <param name="operation">Of few names.</param>
    /// <param name="isSuccess">Whether the store answered; a conflict is an answer.</param>
    /// <param name="duration">Of it all.</param>
    public void Ended(string operation, bool isSuccess, TimeSpan duration) => _durations.Record(
        duration.TotalSeconds, new("operation", operation), new("success", isSuccess ? "True" : "False"));

    /// <param name="unstored">How many revocations are in force and not stored.</param>
    public void Watch(Func<int> unstored) => _meter.CreateObservableGauge(
        Instruments.StoreUnstored, unstored, "{revocation}", "Revocations that are in force in this process and not stored yet.");
}
