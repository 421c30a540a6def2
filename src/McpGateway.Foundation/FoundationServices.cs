using McpGateway.Foundation.Documents;
using McpGateway.Foundation.Http;
using McpGateway.Foundation.Secrets;
using McpGateway.Foundation.Settings;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace McpGateway.Foundation;

public static class FoundationServices
{
    /// <summary>Adds the ledger, its pump, the secrets and the clock. A storage adapter must add <see cref="IDocumentStore"/>.</summary>
    public static IServiceCollection AddFoundation(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<PublicOrigin>();
        services.AddSecrets();
        services.TryAddSingleton<SettingsQueries>();
        services.AddShownSettings<LedgerOptions>(LedgerOptions.Section);
        services.AddOptions<LedgerOptions>().BindConfiguration(LedgerOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<LedgerOptions>, LedgerOptionsValidator>();

        // Followers depend on repositories, which depend on the ledger: the ledger asks for them at start, not at construction. So with guards.
        services.TryAddSingleton(provider => new DocumentLedger(
            provider.GetRequiredService<IDocumentStore>(),
            provider.GetServices<IChangeFollower>,
            provider.GetRequiredService<ILogger<DocumentLedger>>(),
            provider.GetServices<ICommitGuard>));
        services.AddHostedService<LedgerPump>();
        return services;
    }
}
