using McpGateway.Foundation.Settings;
using McpGateway.Proxy.Access;
using McpGateway.Web.Components;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace McpGateway.Host.Observability;

/// <summary>Registration of metrics, traces, and who gets them (ADR 41).</summary>
internal static class ObservabilityServices
{
    private const string Scopes = "Logging:Console:FormatterOptions:IncludeScopes";

    public static void AddObservability(this IServiceCollection services)
    {
        services.AddObservabilityOptions();
        services.AddSingleton<MetricsCounting>();
        services.AddSingleton<MetricsEndpoint>();
        services.AddSingleton<IStatedSecrets, ScrapeSecret>();
        services.AddSingleton<MetricsListener>();
        services.AddSingleton(static provider => new TraceLinks(provider.GetRequiredService<IOptions<TracingOptions>>().Value.UrlTemplate));
        services.AddHostedService<ObservabilityStart>();
        services.AddHostedService(static provider => provider.GetRequiredService<MetricsListener>());
        services.AddShownSettings<MetricsOptions>(MetricsOptions.Section);
        services.AddShownSettings<TracingOptions>(TracingOptions.Section);
        services.AddShownSettings<OtlpOptions>(OtlpOptions.Section);

        // Lines of the log name the trace that they belong to, where there are traces.
        services.Configure<LoggerFactoryOptions>(static options =>
            options.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId);
        services.AddOptions<SimpleConsoleFormatterOptions>().Configure<IConfiguration, IOptions<OtlpOptions>>(ShowScopes);
        services.AddOptions<JsonConsoleFormatterOptions>().Configure<IConfiguration, IOptions<OtlpOptions>>(ShowScopes);
    }

    /// <summary>What is configured, without what follows from it.</summary>
    public static void AddObservabilityOptions(this IServiceCollection services)
    {
        services.AddGatewaySettings();
        services.AddReadOptions<MetricsOptions, MetricsOptionsValidator>(MetricsOptions.Section);
        services.AddReadOptions<TracingOptions, TracingOptionsValidator>(TracingOptions.Section);
        services.AddReadOptions<OtlpOptions, OtlpOptionsValidator>(OtlpOptions.Section);
    }

    private static void AddReadOptions<TOptions, TValidator>(this IServiceCollection services, string section)
        where TOptions : class
        where TValidator : class, IValidateOptions<TOptions>
    {
        services.AddOptions<TOptions>()
            .Configure<GatewaySettings>((options, settings) => settings.GetReadableSection<TOptions>(section).Bind(options))
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<TOptions>, TValidator>();
    }

    public static void MapMetrics(this IEndpointRouteBuilder routes) => routes
        .MapGet(MetricsEndpoint.Path, static (HttpContext context, MetricsEndpoint endpoint) => endpoint.ServeAsync(context))
        .AllowAnonymous()
        .ExcludeFromDescription();

    private static void ShowScopes(ConsoleFormatterOptions options, IConfiguration configuration, IOptions<OtlpOptions> otlp) =>
        options.IncludeScopes |= configuration[Scopes] is null && !string.IsNullOrEmpty(otlp.Value.Endpoint);
}
