using McpGateway.Access.Decisions;
using McpGateway.Access.Editing;
using McpGateway.Access.Endpoints;
using McpGateway.Access.Groups;
using McpGateway.Access.Scopes;
using McpGateway.Foundation.Documents;
using McpGateway.Foundation.Settings;
using McpGateway.Proxy.Access;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace McpGateway.Access;

public static class AccessServices
{
    /// <summary>
    /// Adds the access policy, <see cref="IAccessDecider"/> and the group operations. The host calls <see cref="ScopeSeeder.SeedAsync"/>
    /// when the store is ready. Needs an <see cref="IRegisteredServers"/>; takes an <see cref="IProviderGroupDirectory"/> and
    /// <see cref="IUserScopes"/> where there are any.
    /// </summary>
    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.AddOptions<AccessOptions>().BindConfiguration(AccessOptions.Section);
        services.AddSingleton<IPostConfigureOptions<AccessOptions>, ContractNames>();
        services.TryAddSingleton<ScopeRepository>();
        services.AddShownSettings<AccessOptions>(AccessOptions.Section);
        services.TryAddSingleton<ScopeSeeder>();
        services.TryAddSingleton<AccessSnapshotHolder>();
        services.AddEndpointPolicies();
        services.AddSingleton<IChangeHandler, AccessSnapshotProjection>();
        services.TryAddSingleton<IAccessDecider, AccessDecider>();
        services.TryAddSingleton<AccessOperations>();
        services.TryAddSingleton<ScopeWrites>();
        services.TryAddSingleton<ScopeImport>();
        services.TryAddSingleton<ScopeEditor>();
        services.TryAddSingleton<GroupDirectory>();
        services.TryAddSingleton<GroupQueries>();
        services.TryAddSingleton<GroupOperations>();
        return services;
    }

    /// <summary>Settings under the names that deployments of the reference use.</summary>
    private sealed class ContractNames(IConfiguration configuration) : IPostConfigureOptions<AccessOptions>
    {
        public void PostConfigure(string? name, AccessOptions options) => options.ScopesConfigPath ??= configuration["SCOPES_CONFIG_PATH"];
    }
}
