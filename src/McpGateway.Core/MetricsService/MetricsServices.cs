using McpGateway.Foundation.Records;
using McpGateway.Foundation.Settings;
using McpGateway.Proxy.Access;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.MetricsService;

public static class MetricsServices
{
    /// <summary>Adds the service that takes metrics. Needs an <c>IRecordLog</c> and an <c>IMetricsFile</c> from the storage.</summary>
    public static IServiceCollection AddMetricsService(this IServiceCollection services)
    {
        services.AddGatewaySettings();
        services.AddOptions<MetricsServiceOptions>()
            .Configure<GatewaySettings>(static (options, settings) =>
                settings.GetReadableSection<MetricsServiceOptions>(MetricsServiceOptions.Section).Bind(options))
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<MetricsServiceOptions>, MetricsServiceOptionsValidator>();
        services.AddShownSettings<MetricsServiceOptions>(MetricsServiceOptions.Section);
        services.TryAddSingleton<MetricsKeys>();
        services.AddSingleton<IStatedSecrets, MetricsKeySecrets>();
        services.TryAddSingleton<MetricsCollection>();
        services.TryAddSingleton<ExportMetrics>();
        services.TryAddSingleton<SearchUse>();
        services.TryAddSingleton<SearchWriter>();
        services.TryAddSingleton<ISearchRecorder>(static provider => provider.GetRequiredService<SearchWriter>());
        services.AddHostedService(static provider => provider.GetRequiredService<SearchWriter>());
        services.AddHostedService<MetricsUpkeep>();
        return services;
    }
}
