using McpGateway.Access.Outbound;
using McpGateway.Core.Agents;
using McpGateway.Core.Agents.Directory;
using McpGateway.Core.Registry.Admission;
using McpGateway.Core.Registry.Servers;
using McpGateway.Core.Scanning.Analysis;
using McpGateway.Core.Scanning.Endpoint;
using McpGateway.Core.Scanning.Llm;
using McpGateway.Core.Scanning.Operations;
using McpGateway.Core.Scanning.Pipeline;
using McpGateway.Core.Scanning.Results;
using McpGateway.Core.Scanning.Static;
using McpGateway.Core.Scanning.Yara;
using McpGateway.Foundation.Documents;
using McpGateway.Foundation.Http.Outbound;
using McpGateway.Foundation.Settings;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Scanning;

public static class ScanServices
{
    private const int MaxModelAnswer = 4 * 1024 * 1024;

    /// <summary>
    /// Adds security scans of servers and agents. Needs the foundation, the access policy and the registries of servers and agents.
    /// </summary>
    public static IServiceCollection AddScanning(this IServiceCollection services)
    {
        services.AddGatewaySettings();
        services.AddMetrics();
        services.AddAgents();
        services.AddOptions<ScanOptions>().Configure<GatewaySettings>(Bind).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ScanOptions>, ScanOptionsValidator>();
        services.AddShownSettings<ScanOptions>(ScanOptions.Section);
        services.TryAddSingleton(TimeProvider.System);
        services.AddAnalysers();
        services.AddResults();
        services.AddPipeline();
        services.AddOperations();
        return services;
    }

    private static void AddAnalysers(this IServiceCollection services)
    {
        services.AddGuardedDialer();
        services.AddOutboundClient(EndpointAnalyser.ClientName, static provider => new()
        {
            Reach = provider.GetRequiredService<IOptions<ScanOptions>>().Value.AllowPrivateAddresses
                ? OutboundReach.Private
                : OutboundReach.Public,
        });
        services.AddOutboundClient(ChatClients.ClientName, static provider =>
        {
            var options = provider.GetRequiredService<IOptions<ScanOptions>>().Value;
            return new()
            {
                // The operator states the address of the model.
                Reach = OutboundReach.Stated,
                UsesSystemProxy = true,
                Timeout = options.Servers.Llm.Timeout > options.Agents.Llm.Timeout ? options.Servers.Llm.Timeout
                    : options.Agents.Llm.Timeout,
                MaxResponseBytes = MaxModelAnswer,
            };
        });
        services.TryAddSingleton<YaraRuleFiles>();
        services.TryAddSingleton<ChatClients>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IAnalyser, StaticAnalyser>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IAnalyser, YaraAnalyser>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IAnalyser, LlmAnalyser>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IAnalyser, EndpointAnalyser>());
    }

    private static void AddResults(this IServiceCollection services)
    {
        services.TryAddSingleton<ScanRepository>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IServerCompanion, ScanRepository>(
            static provider => provider.GetRequiredService<ScanRepository>()));
        services.TryAddSingleton<ScanCatalog>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IChangeHandler, ScanCatalog>(
            static provider => provider.GetRequiredService<ScanCatalog>()));
    }

    private static void AddPipeline(this IServiceCollection services)
    {
        services.TryAddSingleton<SubjectSource>();
        services.TryAddSingleton<ScanPipeline>();
        services.TryAddSingleton<ScanEffects>();
        services.TryAddSingleton<ScanEvents>();
        services.TryAddSingleton<ScanRunner>();
        services.TryAddSingleton<ScanWork>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IChangeHandler, ScanChangeHandler>());
        services.TryAddSingleton<RegistryHooks>();
        services.AddHostedService<ScanScheduler>();
    }

    private static void AddOperations(this IServiceCollection services)
    {
        services.TryAddSingleton<ScanAccess>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IEnableGuard, EnableUnsafe>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IOfferHold, UnscannedHold>());
        services.TryAddSingleton(static provider => new ScanQueries(
            provider.GetRequiredService<ScanAccess>(), provider.GetRequiredService<ScanCatalog>(), provider.GetRequiredService<ScanWork>(),
            provider.GetRequiredService<ServerCatalog>(), provider.GetRequiredService<AgentCatalog>(),
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(static provider => new Rescan(
            provider.GetRequiredService<ScanAccess>(), provider.GetRequiredService<ScanRunner>(),
            provider.GetRequiredService<ScanRepository>(), provider.GetRequiredService<DocumentStore>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<Rescan>>()));
        services.TryAddSingleton(static provider => new ReleaseHeld(
            provider.GetRequiredService<ServerRepository>(), provider.GetRequiredService<DocumentStore>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<ReleaseHeld>>()));
        services.TryAddSingleton(static provider => new JudgeFinding(
            provider.GetRequiredService<ScanAccess>(), provider.GetRequiredService<ScanRunner>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<JudgeFinding>>()));
    }

    private static void Bind(ScanOptions options, GatewaySettings settings)
    {
        settings.GetSection(ScanOptions.Section).Bind(options);
        foreach (var section in (ReadOnlySpan<string>)["", ":Servers", ":Agents", ":Servers:Llm", ":Agents:Llm"])
        {
            foreach (var problem in settings.Problems(ScanOptions.Section + section))
            {
                options.Unreadable.Add(problem);
            }
        }

        // One policy for all that is dialled.
        options.AllowPrivateAddresses = settings["Routing:AllowPrivateUpstreams"] is not { } text
            || !bool.TryParse(text, out var isAllowed) || isAllowed;
    }
}
