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
        services.AddSecrets();
        services.TryAddSingleton<SettingsQueries>();
        services.AddShownSettings<ChangeFeedOptions>(ChangeFeedOptions.Section);
        services.AddOptions<ChangeFeedOptions>().BindConfiguration(ChangeFeedOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ChangeFeedOptions>, ChangeFeedOptionsValidator>();

        // Change handlers and commit guards depend on repositories, which depend on the store: the store asks for them at start, not at
        // construction.
        services.TryAddSingleton(provider => new DocumentStore(
            provider.GetRequiredService<IDocumentStorage>(),
            provider.GetServices<IChangeHandler>,
            provider.GetRequiredService<ILogger<DocumentStore>>(),
            provider.GetServices<ICommitGuard>));
        services.AddHostedService<ChangeFeedService>();
        services.AddHealthChecks().AddCheck<StoreHealthCheck>(StoreHealthCheck.Name, timeout: TimeSpan.FromSeconds(5));
        return services;
    }
}
