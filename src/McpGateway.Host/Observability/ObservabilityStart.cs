using Microsoft.Extensions.Options;

namespace McpGateway.Host.Observability;

/// <summary>Begins what is configured before the first request is served, and ends it after the last.</summary>
internal sealed class ObservabilityStart(
    IServiceProvider services, MetricsCounting counting, IOptions<MetricsOptions> metrics, IOptions<OtlpOptions> otlp,
    IHostApplicationLifetime lifetime, ILoggerFactory loggers, TimeProvider time) : IHostedService, IDisposable
{
    private TraceSending? _traces;
    private ExportProblems? _problems;
    private Task _counting = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var isPushed = !string.IsNullOrEmpty(otlp.Value.Endpoint);
        if (isPushed)
        {
            _problems = new ExportProblems(loggers.CreateLogger<ExportProblems>(), time);
            _traces = BeginTraces(services);
        }

        if (metrics.Value is { Enabled: true } options)
        {
            BeginCounting(options, isPushed);
        }

        return Task.CompletedTask;
    }

    /// <summary>What counting is made of must not go while it is being made.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _counting.WaitAsync(cancellationToken);

    public void Dispose()
    {
        _traces?.Dispose();
        _problems?.Dispose();
    }

    private void BeginCounting(MetricsOptions options, bool isPushed)
    {
        if (options.Port is not null || isPushed)
        {
            counting.Begin();
        }
        else if (options.AtStart)
        {
            // Beside the first calls, which do not wait until the SDK is loaded.
            lifetime.ApplicationStarted.Register(() => _counting = Task.Run(counting.Begin));
        }
    }

    /// <summary>On its own: the SDK is loaded by whoever calls this.</summary>
    private static TraceSending BeginTraces(IServiceProvider services) => new(services);
}
