using McpGateway.Foundation.Auditing;
using McpGateway.Foundation.Documents;
using McpGateway.Foundation.Http;
using McpGateway.Foundation.Secrets;
using McpGateway.Foundation.Settings;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace McpGateway.Foundation;

public static class FoundationServices
{
    /// <summary>
    /// Adds the document store with its health check, its change feed, the secrets and the clock. A storage adapter must add
    /// <see cref="IDocumentStorage"/>.
    /// </summary>
    public static IServiceCollection AddFoundation(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<PublicOrigin>();
        services.TryAddSingleton<IAuditEvents, NoAuditEvents>();
        services.AddSecrets();
        services.TryAddSingleton<SettingsQueries>();
        services.AddShownSettings<ChangeFeedOptions>(ChangeFeedOptions.Section);
        services.AddOptions<ChangeFeedOptions>().BindConfiguration(ChangeFeedOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ChangeFeedOptions>, ChangeFeedOptionsValidator>();

        services.AddMetrics();
        services.AddOptions<StalenessOptions>().BindConfiguration(StalenessOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<StalenessOptions>, StalenessOptionsValidator>();
        services.AddShownSettings<StalenessOptions>(StalenessOptions.Section);
        services.TryAddSingleton<StoreFreshness>();

        // Change handlers, guards and listeners of commits, and the audit depend on repositories, which depend on the store: the store asks
        // for them at start, not at construction.
        services.TryAddSingleton<StoreMeter>();
        services.TryAddSingleton(MakeStore);
        services.AddHostedService<ChangeFeedService>();
        services.AddHostedService<UnstoredWritesService>();
        services.AddHostedService<FreshnessWatch>();
        services.AddHealthChecks()
            .AddCheck<StoreHealthCheck>(StoreHealthCheck.Name, timeout: TimeSpan.FromSeconds(5))
            .AddCheck<FreshnessCheck>(FreshnessCheck.Name)
            .AddCheck<UnstoredWritesCheck>(UnstoredWritesCheck.Name);
        return services;
    }

    private static DocumentStore MakeStore(IServiceProvider provider)
    {
        var (meter, time) = (provider.GetRequiredService<StoreMeter>(), provider.GetRequiredService<TimeProvider>());
        var store = new DocumentStore(
            new MeasuredStorage(provider.GetRequiredService<IDocumentStorage>(), meter, time),
            provider.GetServices<IChangeHandler>,
            provider.GetRequiredService<ILogger<DocumentStore>>(),
            provider.GetServices<ICommitGuard>,
            provider.GetRequiredService<StoreFreshness>(),
            time,
            provider.GetService<IChangeAudit>,
            provider.GetServices<ICommitListener>);
        meter.Watch(() => store.UnstoredCount);
        return store;
    }
}
