using OpenTelemetry.Metrics;

namespace McpGateway.Host.Observability;

/// <summary>What counts, and what writes it out for Prometheus. Made once, when it is first wanted.</summary>
internal sealed class MetricsReading : IDisposable
{
    /// <summary>Milliseconds that what is left to push may take when the process stops.</summary>
    private const int LastPush = 2_000;

    private readonly MeterProvider _provider;
    private readonly RequestDelegate _scrape;

    public MetricsReading(IServiceProvider services)
    {
        _provider = Exporting.Metrics(services);
        _scrape = new ApplicationBuilder(services)
            .UseOpenTelemetryPrometheusScrapingEndpoint(_provider, static _ => true, null, null, null)
            .Build();
    }

    public Task ScrapeAsync(HttpContext context) => _scrape(context);

    public void Dispose()
    {
        _provider.Shutdown(LastPush);
        _provider.Dispose();
    }
}
