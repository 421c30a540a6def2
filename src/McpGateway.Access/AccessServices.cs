using McpGateway.Access.Decisions;
using McpGateway.Access.Editing;
using McpGateway.Access.Endpoints;
using McpGateway.Access.Groups;
using McpGateway.Access.Scopes;
using McpGateway.Foundation.Documents;
using McpGateway.Foundation.Settings;
using McpGateway.Proxy.Access;
using McpGateway.Proxy.Routing;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace McpGateway.Access;

public static class AccessServices
{
    /// <summary>
    /// Adds the access policy, <see cref="IAccessDecider"/> and the group operations. The host calls <see cref="ScopeSeeder.SeedAsync"/>
    /// when the store is ready. Needs an <see cref="IRegisteredServers"/>; takes an <see cref="IProviderGroupDirectory"/> and
    /// <see cref="IKnownAccounts"/> where there are any.
    /// </summary>
    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.AddGatewaySettings();
        services.AddOptions<AccessOptions>()
            .Configure<GatewaySettings>(static (options, settings) => settings.GetSection(AccessOptions.Section).Bind(options));
        services.TryAddSingleton<ScopeRepository>();
        services.AddShownSettings<AccessOptions>(AccessOptions.Section);
        services.TryAddSingleton<ScopeSeeder>();
        services.TryAddSingleton<AccessSnapshotHolder>();
        services.AddEndpointPolicies();
        services.AddSingleton<IChangeHandler, AccessSnapshotProjection>();
        services.TryAddSingleton<IAccessDecider, AccessDecider>();
        services.TryAddSingleton<RouteTableHolder>();
        services.TryAddSingleton<AccessVisibility>();
        services.TryAddSingleton<AccessOperations>();
        services.TryAddSingleton<AccessReviews>();
        services.TryAddSingleton<ScopeWrites>();
        services.TryAddSingleton<ScopeImport>();
        services.TryAddSingleton<PolicySimulation>();
        services.TryAddSingleton<ScopeEditor>();
        services.TryAddSingleton<GroupDirectory>();
        services.TryAddSingleton<GroupQueries>();
        services.TryAddSingleton<GroupOperations>();
        return services;
    }
}
