using McpGateway.Access.Outbound;
using McpGateway.Core.Agents.Directory;
using McpGateway.Core.Agents.Operations;
using McpGateway.Core.Agents.Pull;
using McpGateway.Core.Registry.Admission;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Foundation.Http.Outbound;
using McpGateway.Foundation.Settings;
using McpGateway.Proxy.A2a;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Agents;

public static class AgentServices
{
    /// <summary>
    /// Adds the registry of agents. Needs the foundation, the access policy, the registry of servers, an <see cref="IAgentHealth"/>, which
    /// health checking adds, and an <see cref="IDetachedSignatures"/>.
    /// </summary>
    public static IServiceCollection AddAgents(this IServiceCollection services)
    {
        if (services.Any(static service => service.ServiceType == typeof(StoredAgents)))
        {
            return services;
        }

        services.AddGatewaySettings();
        services.AddOptions<AgentOptions>().BindConfiguration(AgentOptions.Section).ValidateOnStart()
            .Configure<GatewaySettings>(static (options, settings) => options.EnforcedStatus = settings.Text("Agents:EnforcedStatus"))
            .PostConfigure<IConfiguration>(static (options, configuration) =>
            {
                // One policy for all that is dialled: what may not be routed to may not be asked for cards either.
                options.AllowPrivateUpstreams = configuration.GetValue("Routing:AllowPrivateUpstreams", options.AllowPrivateUpstreams);
            });
        services.AddSingleton<IValidateOptions<AgentOptions>, AgentOptionsValidator>();
        services.AddShownSettings<AgentOptions>(AgentOptions.Section);
        services.TryAddSingleton(TimeProvider.System);
        services.AddAgentDirectory();
        services.AddPull();
        services.AddOperations();
        return services;
    }

    /// <summary>Adds what is known of agents: for features that read them and change none.</summary>
    public static IServiceCollection AddAgentDirectory(this IServiceCollection services)
    {
        services.TryAddSingleton<AgentRepository>();
        services.TryAddSingleton<AgentHolds>();
        services.TryAddSingleton<AgentCatalog>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IChangeHandler, AgentCatalog>(
            static provider => provider.GetRequiredService<AgentCatalog>()));
        services.TryAddSingleton<AgentPaths>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPathClaims, AgentPaths>(
            static provider => provider.GetRequiredService<AgentPaths>()));
        services.TryAddSingleton<AgentQueries>();
        services.TryAddSingleton<AgentDiscovery>();
        services.TryAddSingleton<AgentAccessQueries>();
        return services;
    }

    private static void AddPull(this IServiceCollection services)
    {
        services.AddGuardedDialer();
        services.AddOutboundClient(CardFetcher.ClientName, static provider =>
        {
            var options = provider.GetRequiredService<IOptions<AgentOptions>>().Value;
            return new()
            {
                Reach = options.AllowPrivateUpstreams ? OutboundReach.Private : OutboundReach.Public,
                Timeout = options.CardTimeout,
                MaxResponseBytes = options.MaxCardBytes,
            };
        });
        services.TryAddSingleton<CardFetcher>();
        services.TryAddSingleton<CardVerifier>();
        services.TryAddSingleton(static provider => new CardRefresher(
            provider.GetRequiredService<AgentRepository>(), provider.GetRequiredService<CardFetcher>(),
            provider.GetRequiredService<CardVerifier>(), provider.GetRequiredService<DocumentStore>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<CardRefresher>>()));
    }

    private static void AddOperations(this IServiceCollection services)
    {
        services.TryAddSingleton<RegistryHooks>();
        services.TryAddSingleton<AgentHooks>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICommitListener, AgentEvents>());
        services.TryAddSingleton<HeldAgents>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IChangeHandler, HeldAgents>(
            static provider => provider.GetRequiredService<HeldAgents>()));
        services.TryAddSingleton<StoredAgents>();
        services.TryAddSingleton<CardIntake>();
        services.AddSingleton<ICardRules, AnsweredCards>();
        services.TryAddSingleton<DeleteAgent>();
        services.TryAddSingleton<CheckAgent>();
        services.TryAddSingleton(static provider => new RegisterAgent(
            provider.GetRequiredService<CardIntake>(), provider.GetRequiredService<AgentPaths>(),
            provider.GetRequiredService<AgentHolds>(), provider.GetRequiredService<AgentHooks>(),
            provider.GetRequiredService<DocumentStore>(), provider.GetRequiredService<IOptions<AgentOptions>>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<RegisterAgent>>()));
        services.TryAddSingleton(static provider => new UpdateAgent(
            provider.GetRequiredService<StoredAgents>(), provider.GetRequiredService<CardIntake>(),
            provider.GetRequiredService<AgentHooks>(), provider.GetRequiredService<HeldAgents>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<UpdateAgent>>()));
        services.TryAddSingleton(static provider => new ToggleAgent(
            provider.GetRequiredService<StoredAgents>(), provider.GetServices<IEnableGuard>(), provider.GetRequiredService<HeldAgents>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<ToggleAgent>>()));
        services.TryAddSingleton(static provider => new EditAgent(
            provider.GetRequiredService<StoredAgents>(), provider.GetRequiredService<AgentHooks>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<EditAgent>>()));
        services.TryAddSingleton(static provider => new InspectCard(
            provider.GetRequiredService<CardIntake>(), provider.GetRequiredService<AgentPaths>()));
        services.TryAddSingleton(static provider => new RateAgent(provider.GetRequiredService<StoredAgents>()));
        services.TryAddSingleton(static provider => new ReviewCard(
            provider.GetRequiredService<StoredAgents>(), provider.GetRequiredService<AgentQueries>(),
            provider.GetRequiredService<CardRefresher>(), provider.GetRequiredService<CardIntake>(),
            provider.GetRequiredService<HeldAgents>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ReviewCard>>()));
    }
}
