using McpGateway.Access.Outbound;
using McpGateway.Core.Agents;
using McpGateway.Core.Agents.Directory;
using McpGateway.Core.Federation.Config;
using McpGateway.Core.Federation.Sources;
using McpGateway.Core.Federation.Sources.Asor;
using McpGateway.Core.Federation.Sources.Documents;
using McpGateway.Core.Federation.Sources.Peers;
using McpGateway.Core.Federation.Sources.Registry;
using McpGateway.Core.Federation.Sync;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation.Documents;
using McpGateway.Foundation.Http.Outbound;
using McpGateway.Foundation.OAuth;
using McpGateway.Foundation.Settings;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Federation;

public static class FederationServices
{
    /// <summary>
    /// Adds sources of servers and agents elsewhere. Needs the foundation, the access policy and the registries of servers and agents.
    /// </summary>
    public static IServiceCollection AddFederation(this IServiceCollection services)
    {
        services.AddGatewaySettings();
        services.AddAgents();
        services.AddOptions<FederationOptions>().Configure<GatewaySettings>(Bind).ValidateOnStart();
        services.AddSingleton<IValidateOptions<FederationOptions>, FederationOptionsValidator>();
        services.AddShownSettings<FederationOptions>(FederationOptions.Section);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<FederationRepository>();
        services.TryAddSingleton<RegistryIdentity>();
        services.AddSources();
        services.AddConfigs();
        services.AddSync();
        return services;
    }

    private static void AddSources(this IServiceCollection services)
    {
        services.AddGuardedDialer();
        services.AddOAuthClient(SourceHttp.ClientName, static provider =>
        {
            var options = provider.GetRequiredService<IOptions<FederationOptions>>().Value;
            return new()
            {
                Reach = options.AllowPrivateAddresses ? OutboundReach.Private : OutboundReach.Public,
                Timeout = options.RequestTimeout,
                MaxResponseBytes = options.MaxPageBytes,
            };
        });
        services.TryAddSingleton(static provider =>
        {
            var configuration = provider.GetRequiredService<IConfiguration>();
            return new EnvironmentReader(name => configuration[name]);
        });
        services.TryAddSingleton<SourceCredentials>();
        services.TryAddSingleton<RotatedTokens>();
        services.TryAddSingleton<SourceTokens>();
        services.TryAddSingleton<SourceHttp>();
        services.AddSingleton<ICatalogueSource, RegistryApiSource>();
        services.AddSingleton<ICatalogueSource, AsorSource>();
        services.AddSingleton<ICatalogueSource, PeerSource>();
        services.AddSingleton<ICatalogueSource, DocumentSource>();
    }

    private static void AddConfigs(this IServiceCollection services)
    {
        services.TryAddSingleton<SourceValidator>();
        services.TryAddSingleton<SettingsConfig>();
        services.TryAddSingleton(static provider => new FederationConfigs(
            provider.GetRequiredService<FederationRepository>(), provider.GetRequiredService<SourceValidator>(),
            provider.GetRequiredService<SettingsConfig>(), provider.GetRequiredService<DocumentStore>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<FederationConfigs>>()));
    }

    private static void AddSync(this IServiceCollection services)
    {
        services.TryAddSingleton<ServerIntake>();
        services.TryAddSingleton<AgentIntake>();
        services.TryAddSingleton<MissingItems>();
        services.TryAddSingleton<ForgottenSources>();
        services.TryAddSingleton<SyncPass>();
        services.AddMetrics();
        services.TryAddSingleton<SyncMeter>();
        services.TryAddSingleton<SyncCoordinator>();
        services.TryAddSingleton(static provider => new FederationSync(
            provider.GetRequiredService<FederationConfigs>(), provider.GetRequiredService<FederationRepository>(),
            provider.GetRequiredService<SyncCoordinator>(), provider.GetRequiredService<ServerCatalog>(),
            provider.GetRequiredService<AgentCatalog>(), provider.GetRequiredService<IHostApplicationLifetime>(),
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<SyncScheduler>();
        services.AddHostedService(static provider => provider.GetRequiredService<SyncScheduler>());
    }

    private static void Bind(FederationOptions options, GatewaySettings settings)
    {
        settings.GetSection(FederationOptions.Section).Bind(options);
        foreach (var problem in settings.Problems(FederationOptions.Section))
        {
            options.Unreadable.Add(problem);
        }

        // One policy for all that is dialled: what may not be routed to may not be asked for catalogues either.
        options.AllowPrivateAddresses = settings["Routing:AllowPrivateUpstreams"] is not { } text
            || !bool.TryParse(text, out var isAllowed) || isAllowed;
    }
}
