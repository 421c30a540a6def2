using System.Diagnostics.Metrics;
using McpGateway.Foundation;
using McpGateway.Proxy.Recording;

namespace McpGateway.Core.Health.Checks;

/// <summary>Counts health checks under the names of existing dashboards.</summary>
internal sealed class CheckMeter
{
    /// <summary>Seconds.</summary>
    private static readonly double[] Bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

    private readonly MetricLabels _labels;
    private readonly Counter<long> _checks;
    private readonly Histogram<double> _durations;

    public CheckMeter(IMeterFactory factory, MetricLabels labels)
    {
        _labels = labels;
        var meter = factory.Create(Instruments.HealthMeter);
        _checks = meter.CreateCounter<long>(Instruments.HealthChecks, "{check}", "Health checks of servers and agents.");
        _durations = meter.CreateHistogram(
            Instruments.HealthCheckDuration, "s", "How long a health check took.", [],
            new InstrumentAdvice<double> { HistogramBucketBoundaries = Bounds });
    }

    /// <param name="path">Of the server or agent.</param>
    /// <param name="status">What was found.</param>
    /// <param name="duration">Of the check.</param>
    public void Checked(string path, string status, TimeSpan duration)
    {
        if (!_checks.Enabled && !_durations.Enabled)
        {
            return;
        }

        var success = new KeyValuePair<string, object?>("success", HealthStatus.IsRoutable(status) ? "True" : "False");
        var server = new KeyValuePair<string, object?>("server_name", _labels.Server(path.TrimStart('/')));
        _checks.Add(1, success, server);
        _durations.Record(duration.TotalSeconds, success, server);
    }
}
