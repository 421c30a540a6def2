using McpGateway.Access.Decisions;
using McpGateway.Access.Endpoints;
using McpGateway.Core.Agents;
using McpGateway.Core.Agents.Directory;
using McpGateway.Core.Health.Checks;
using McpGateway.Core.Health.History;
using McpGateway.Core.Health.Probing;
using McpGateway.Core.Health.Push;
using McpGateway.Core.Registry;
using McpGateway.Core.Registry.Endpoints;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation.Documents;
using McpGateway.Foundation.Settings;
using McpGateway.Proxy;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Health;

public static class HealthServices
{
    /// <summary>Adds health checks, tool discovery and the push channel.</summary>
    public static IServiceCollection AddHealth(this IServiceCollection services)
    {
        AddOptions(services);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ServerRepository>();
        services.AddPinSettings();
        services.AddAgents();
        services.TryAddSingleton<HealthRepository>();
        services.TryAddSingleton<HealthStateStore>();
        services.AddShownSettings<HealthOptions>(HealthOptions.Section);
        services.AddShownSettings<PushOptions>(PushOptions.Section);
        services.TryAddSingleton<HealthWriter>();
        AddHistory(services);
        services.TryAddSingleton<CheckResults>();
        services.AddMetrics();
        services.AddMetricLabels();
        services.TryAddSingleton<CheckMeter>();
        services.TryAddSingleton<HealthChecker>();
        services.TryAddSingleton<McpProber>();
        services.AddUpstreamConnections();
        services.TryAddSingleton<IServerHealth, ServerHealth>();
        services.TryAddSingleton<AgentProbe>();
        services.TryAddSingleton<AgentChecker>();
        services.TryAddSingleton<IAgentHealth, AgentHealth>();
        services.TryAddSingleton(provider => new TestServer(
            provider.GetRequiredService<McpProber>(),
            provider.GetRequiredService<ServerRepository>(),
            provider.GetRequiredService<ServerAuthorization>(),
            provider.GetRequiredService<IOptions<HealthOptions>>()));
        services.TryAddSingleton<PushCounters>();
        services.TryAddSingleton<AccessSnapshotHolder>();
        services.TryAddSingleton<ServerAuthorization>();
        services.TryAddSingleton<HealthVisibility>();
        services.TryAddSingleton<HealthSocket>();
        services.TryAddSingleton(provider => new CheckSchedule(provider.GetRequiredService<IOptions<HealthOptions>>(), Jitter));
        services.AddSingleton<IChangeHandler>(provider => provider.GetRequiredService<HealthStateStore>());
        services.AddSingleton<IChangeHandler, CheckScheduleChangeHandler>();
        services.AddHostedService<HealthMonitor>();
        return services;
    }

    /// <summary>
    /// Maps <c>/api/health/ws/…</c> and the history of a server. The pipeline needs <c>UseWebSockets</c>, authentication and
    /// authorization.
    /// </summary>
    public static IEndpointRouteBuilder MapHealth(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/health/ws").WithTags("health").RequireAuthorization(EndpointPolicies.AnyCaller);
        group.MapGet("/health_status", HealthEndpoints.StatusAsync);
        group.MapGet("/stats", HealthEndpoints.Stats);
        routes.MapHistory();
        return routes;
    }

#pragma warning disable CA5394, RS0030 // spreads load; nothing depends on nobody guessing it
    private static double Jitter() => Random.Shared.NextDouble();
#pragma warning restore CA5394, RS0030

    private static void AddHistory(IServiceCollection services)
    {
        services.AddSuffixRoutes();
        services.TryAddSingleton<HealthHistoryRepository>();
        services.AddSingleton<IServerCompanion>(provider => provider.GetRequiredService<HealthHistoryRepository>());
        services.TryAddSingleton<HealthHistoryWriter>();
        services.TryAddSingleton<ServerQueries>();
        services.TryAddSingleton(provider => new HealthHistoryQueries(
            provider.GetRequiredService<ServerQueries>(),
            provider.GetRequiredService<AgentQueries>(),
            provider.GetRequiredService<HealthHistoryRepository>(),
            provider.GetRequiredService<HealthHistoryWriter>(),
            provider.GetRequiredService<IOptions<HealthOptions>>(),
            provider.GetRequiredService<TimeProvider>()));
    }

    private static void AddOptions(IServiceCollection services)
    {
        services.AddGatewaySettings();
        services.AddOptions<HealthOptions>()
            .Configure<GatewaySettings>(static (options, settings) =>
            {
                settings.GetReadableSection<HealthOptions>(HealthOptions.Section).Bind(options);

                // One policy for both: what may not be routed to may not be probed either.
                options.AllowPrivateUpstreams = settings.GetSection("Routing")
                    .GetValue("AllowPrivateUpstreams", options.AllowPrivateUpstreams);
                options.ConnectTimeout = settings.GetSection("Routing").GetValue("ConnectTimeout", options.ConnectTimeout);
            })
            .ValidateOnStart();
        services.AddOptions<PushOptions>()
            .Configure<GatewaySettings>(static (options, settings) =>
                settings.GetReadableSection<PushOptions>(PushOptions.Section).Bind(options))
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<HealthOptions>, HealthOptionsValidator>();
        services.AddSingleton<IValidateOptions<PushOptions>, PushOptionsValidator>();
    }
}
