using System.Collections.Frozen;
using System.Diagnostics.Metrics;
using McpGateway.Foundation;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace McpGateway.Host.Observability;

/// <summary>
/// The OpenTelemetry SDK, set up. Alone in naming its types, so that its assemblies are loaded when somebody wants metrics or traces, and
/// not before.
/// </summary>
internal static class Exporting
{
    private static readonly string[] Meters = ["McpGateway.*", "System.Runtime", "Npgsql"];

    /// <summary>Labels with words alone, such as a status and an outcome, make fewer than these.</summary>
    private const int SeriesWithoutNames = 500;

    /// <summary>The meters whose counters and histograms are labelled with names of servers, tools, clients or sources.</summary>
    private static readonly FrozenSet<string> MetersWithNames =
        [Instruments.ProxyMeter, Instruments.HealthMeter, Instruments.FederationMeter];

    /// <summary>Counts from now on.</summary>
    public static MeterProvider Metrics(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<MetricsOptions>>().Value;
        var (otlp, configuration) = OtlpOf(services);
        var builder = Sdk.CreateMeterProviderBuilder()
            .ConfigureServices(inner => inner.AddSingleton(configuration))
            .ConfigureResource(resource => Describe(resource, otlp))
            .AddMeter(Meters)
            .AddView(instrument => new MetricStreamConfiguration { CardinalityLimit = SeriesOf(instrument, options) })
            .AddPrometheusExporter();
        if (Pushes(otlp, otlp.MetricsExporter))
        {
            builder.AddOtlpExporter((exporter, reader) =>
            {
                Address(exporter, otlp, "metrics");
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)options.PushInterval.TotalMilliseconds;
            });
        }

        return builder.Build();
    }

    /// <summary>The SDK takes the memory for all series that a metric may have at once, a hundred bytes for each.</summary>
    private static int SeriesOf(Instrument instrument, MetricsOptions options) =>
        !instrument.IsObservable && MetersWithNames.Contains(instrument.Meter.Name)
            ? options.MaxSeries
            : Math.Min(options.MaxSeries, SeriesWithoutNames);

    /// <returns>Null when there is nowhere to send traces, or none are wanted.</returns>
    public static TracerProvider? Traces(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<TracingOptions>>().Value;
        var (otlp, configuration) = OtlpOf(services);
        if (!options.Enabled || !Pushes(otlp, otlp.TracesExporter))
        {
            return null;
        }

        return Sdk.CreateTracerProviderBuilder()
            .ConfigureServices(inner => inner.AddSingleton(configuration))
            .ConfigureResource(resource => Describe(resource, otlp))
            .AddSource(SpanSources.All)
            .SetSampler(SamplerOf(options))
            .AddOtlpExporter(exporter => Address(exporter, otlp, "traces"))
            .Build();
    }

    private static Sampler SamplerOf(TracingOptions options) => options.Sampler switch
    {
        Samplers.On => new AlwaysOnSampler(),
        Samplers.Off => new AlwaysOffSampler(),
        Samplers.Ratio => new TraceIdRatioBasedSampler(options.SampleRatio),
        Samplers.ParentOn => new ParentBasedSampler(new AlwaysOnSampler()),
        Samplers.ParentOff => new ParentBasedSampler(new AlwaysOffSampler()),
        _ => new ParentBasedSampler(new TraceIdRatioBasedSampler(options.SampleRatio)),
    };

    /// <summary>The name is a setting; the rest is the environment's (<c>OTEL_RESOURCE_ATTRIBUTES</c>): the SDK reads it.</summary>
    private static void Describe(ResourceBuilder resource, OtlpOptions otlp) => resource.AddService(
        otlp.ServiceName,
        serviceVersion: typeof(Exporting).Assembly.GetName().Version?.ToString(3),
        autoGenerateServiceInstanceId: false,
        serviceInstanceId: $"{Environment.MachineName}/{Environment.ProcessId}");

    private static void Address(OtlpExporterOptions exporter, OtlpOptions otlp, string signal)
    {
        exporter.Protocol = otlp.Protocol == OtlpOptions.Grpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
        if (!string.IsNullOrEmpty(otlp.Headers))
        {
            exporter.Headers = otlp.Headers;
        }

        exporter.Endpoint = exporter.Protocol == OtlpExportProtocol.Grpc
            ? new(otlp.Endpoint!)
            : new($"{otlp.Endpoint!.TrimEnd('/')}/v1/{signal}");
    }

    private static bool Pushes(OtlpOptions otlp, string exporter) =>
        !string.IsNullOrEmpty(otlp.Endpoint) && exporter == OtlpOptions.Pushed;

    private static (OtlpOptions Otlp, IConfiguration Configuration) OtlpOf(IServiceProvider services) =>
        (services.GetRequiredService<IOptions<OtlpOptions>>().Value, services.GetRequiredService<IConfiguration>());
}
