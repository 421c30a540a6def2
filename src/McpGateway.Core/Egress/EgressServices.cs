using McpGateway.Access.Outbound;
using McpGateway.Core.Agents;
using McpGateway.Core.Egress.Connections;
using McpGateway.Core.Egress.Injection;
using McpGateway.Core.Egress.Providers;
using McpGateway.Core.Egress.Settings;
using McpGateway.Core.Egress.Storage;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation.Documents;
using McpGateway.Foundation.Http;
using McpGateway.Foundation.Http.Outbound;
using McpGateway.Foundation.OAuth;
using McpGateway.Proxy.Outbound;
using McpGateway.Proxy.Routing;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Egress;

public static class EgressServices
{
    private const int MaxAnswerBytes = 256 * 1024;

    /// <summary>
    /// Adds credentials of the callers' own at upstream servers. Needs the foundation, the access policy, the registry with an
    /// <see cref="IServerHealth"/>, and the authentication that signs assertions.
    /// </summary>
    public static IServiceCollection AddEgress(this IServiceCollection services)
    {
        services.AddOptions<EgressOptions>().BindConfiguration(EgressOptions.Section).ValidateOnStart()
            .PostConfigure<IConfiguration>((options, configuration) =>
            {
                // One policy for all that is dialled: what may not be routed to may not be asked for tokens either.
                options.AllowPrivateAddresses = configuration.GetValue("Routing:AllowPrivateUpstreams", options.AllowPrivateAddresses);
            });
        services.AddSingleton<IValidateOptions<EgressOptions>, EgressOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<PublicOrigin>();
        services.TryAddSingleton<RouteTableHolder>();
        services.TryAddSingleton<EgressRepository>();
        services.AddSingleton<IServerCompanion>(provider => provider.GetRequiredService<EgressRepository>());
        services.AddAgentDirectory();
        services.AddSettings();
        services.AddProviders();
        services.AddConnections();
        services.AddInjection();
        return services;
    }

    private static void AddSettings(this IServiceCollection services)
    {
        services.TryAddSingleton<EgressTargets>();
        services.TryAddSingleton<EgressDirectory>();
        services.AddSingleton<IChangeHandler>(provider => provider.GetRequiredService<EgressDirectory>());
        services.TryAddSingleton<EgressValidator>();
        services.TryAddSingleton<SettingsOperations>();
        services.TryAddSingleton(provider => new ServerEgress(
            provider.GetRequiredService<SettingsOperations>(), provider.GetRequiredService<PublicOrigin>()));
    }

    private static void AddProviders(this IServiceCollection services)
    {
        services.AddGuardedDialer();
        services.AddOAuthClient(EgressHttp.Name, static provider =>
        {
            var options = provider.GetRequiredService<IOptions<EgressOptions>>().Value;
            return new()
            {
                Reach = options.AllowPrivateAddresses ? OutboundReach.Private : OutboundReach.Public,
                Timeout = options.ProviderTimeout,
                MaxResponseBytes = MaxAnswerBytes,
            };
        });
        services.TryAddSingleton<EgressHttp>();
        services.TryAddSingleton<TokenEndpointClient>();
        services.TryAddSingleton<IssuerMetadata>();
        services.TryAddSingleton<UpstreamMetadata>();
        services.TryAddSingleton<ClientMetadata>();
        services.TryAddSingleton<StatedClients>();
        services.TryAddSingleton<ClientRegistration>();
        services.TryAddSingleton<ProviderResolver>();
        services.TryAddSingleton<ProviderClients>();
    }

    private static void AddConnections(this IServiceCollection services)
    {
        services.TryAddSingleton<ServerGrant>();
        services.TryAddSingleton<StartConnect>();
        services.TryAddSingleton<FinishConnect>();
        services.TryAddSingleton<ConnectionOperations>();
        services.TryAddSingleton(provider => new ServerAccounts(provider.GetRequiredService<ConnectionOperations>()));
        services.TryAddSingleton<DiscoveryQueue>();
        services.AddHostedService(provider => provider.GetRequiredService<DiscoveryQueue>());
    }

    private static void AddInjection(this IServiceCollection services)
    {
        services.TryAddSingleton<TokenCache>();
        services.AddSingleton<IChangeHandler>(provider => provider.GetRequiredService<TokenCache>());
        services.TryAddSingleton<TokenRefresher>();
        services.TryAddSingleton<UserTokens>();
        services.TryAddSingleton<ScopeStepUp>();
        services.TryAddSingleton<MemoryTokens>();
        services.TryAddSingleton<ExchangedTokens>();
        services.TryAddSingleton<ClientTokens>();
        services.AddSingleton<IEgressCredentials, EgressCredentials>();
        services.AddSingleton<IPublicAddress, ConsentAddress>();
    }
}
