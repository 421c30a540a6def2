using McpGateway.Foundation.Documents;
using McpGateway.Foundation.Http;
using McpGateway.Foundation.Secrets;
using McpGateway.Foundation.Settings;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace McpGateway.Foundation;

public static class FoundationServices
{
    /// <summary>Adds the ledger, its pump, the secrets and the clock. A storage adapter must add <see cref="IDocumentStorage"/>.</summary>
    public static IServiceCollection AddFoundation(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<PublicOrigin>();
        services.AddSecrets();
        services.TryAddSingleton<SettingsQueries>();
        services.AddShownSettings<ChangeFeedOptions>(ChangeFeedOptions.Section);
        services.AddOptions<ChangeFeedOptions>().BindConfiguration(ChangeFeedOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ChangeFeedOptions>, ChangeFeedOptionsValidator>();

        // Followers depend on repositories, which depend on the ledger: the ledger asks for them at start, not at construction. So with guards.
        services.TryAddSingleton(provider => new DocumentStore(
            provider.GetRequiredService<IDocumentStorage>(),
            provider.GetServices<IChangeHandler>,
            provider.GetRequiredService<ILogger<DocumentStore>>(),
            provider.GetServices<ICommitGuard>));
        services.AddHostedService<ChangeFeedService>();
        return services;
    }
}
