using McpGateway.Access.Decisions;
using McpGateway.Core.Agents;
using McpGateway.Core.Egress.Storage;
using McpGateway.Core.Health;
using McpGateway.Core.Registry;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation.Documents;
using McpGateway.Foundation.Settings;
using McpGateway.Proxy;
using McpGateway.Proxy.Access;
using McpGateway.Proxy.Routing;
using McpGateway.Proxy.Sessions;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Routing;

public static class RoutingServices
{
    /// <summary>Adds what keeps the data plane's route table in step with the registry.</summary>
    public static IServiceCollection AddRouteTable(this IServiceCollection services)
    {
        services.AddOptions<RoutingOptions>().BindConfiguration(RoutingOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<RoutingOptions>, RoutingOptionsValidator>();
        services.TryAddSingleton<RouteTableHolder>();
        services.AddUpstreamConnections();
        services.AddAgentDirectory();
        services.AddSingleton<IAgentSight, CatalogSight>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IServerSight, CatalogExposure>());
        services.TryAddSingleton<ServerRepository>();
        services.AddServerCatalog();
        services.TryAddSingleton<HealthRepository>();
        services.TryAddSingleton<EgressRepository>();
        services.AddShownSettings<RoutingOptions>(RoutingOptions.Section);
        services.AddShownSettings<ProxyOptions>(ProxyOptions.Section);
        services.AddShownSettings<CrossOriginOptions>(CrossOriginOptions.Section);
        services.TryAddSingleton<ISessionKeyProvider, SessionKeyProvider>();
        services.AddSingleton<IUpstreamAddresses, UpstreamAddresses>();
        services.AddSingleton<IChangeHandler, RoutePublisher>();
        return services;
    }
}
