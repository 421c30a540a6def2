namespace McpGateway.Host.Observability;

/// <summary>
/// The one counting of the process. It begins with the gateway (<see cref="ObservabilityStart"/>), or with the first scrape where
/// <see cref="MetricsOptions.AtStart"/> puts it off; what came before is not counted.
/// </summary>
internal sealed class MetricsCounting(IServiceProvider services) : IDisposable
{
    private readonly Lazy<MetricsReading> _reading = new(() => new MetricsReading(services));

    /// <summary>Whether it counts.</summary>
    public bool HasBegun => _reading.IsValueCreated;

    /// <summary>Counts from now on.</summary>
    public void Begin() => _ = _reading.Value;

    /// <summary>Answers with what was counted, in Prometheus' text or as OpenMetrics, as the request accepts.</summary>
    public Task ScrapeAsync(HttpContext context) => _reading.Value.ScrapeAsync(context);

    public void Dispose()
    {
        if (_reading.IsValueCreated)
        {
            _reading.Value.Dispose();
        }
    }
}
