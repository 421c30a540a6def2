using System.Globalization;
using McpGateway.Access.Groups;
using McpGateway.Core.Registry.Endpoints;
using McpGateway.Core.Registry.Importing;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation.Documents;
using McpGateway.Foundation.Http;
using McpGateway.Foundation.Settings;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Registry;

public static class RegistryServices
{
    /// <summary>
    /// Adds the registry's operations. Needs the foundation, the access policy, and an <see cref="IServerHealth"/>, which health checking
    /// adds.
    /// </summary>
    public static IServiceCollection AddRegistry(this IServiceCollection services)
    {
        services.AddOptions<RegistryOptions>().BindConfiguration(RegistryOptions.Section).ValidateOnStart();
        services.AddSingleton<IPostConfigureOptions<RegistryOptions>, ContractNames>();
        services.AddSingleton<IValidateOptions<RegistryOptions>, RegistryOptionsValidator>();
        services.Configure<RouteOptions>(options => options.SetParameterPolicy<SuffixConstraint>(SuffixConstraint.Name));

        services.TryAddSingleton<PublicOrigin>();
        services.TryAddSingleton<ServerRepository>();
        services.AddShownSettings<RegistryOptions>(RegistryOptions.Section);
        services.TryAddSingleton<ServerCatalog>();
        services.AddSingleton<IChangeHandler>(provider => provider.GetRequiredService<ServerCatalog>());
        services.TryAddSingleton<IRegisteredServers, RegisteredServers>();
        services.TryAddSingleton<ServerAuthorization>();
        services.TryAddSingleton<ServerRegistrationBuilder>();
        services.TryAddSingleton<ServerQueries>();
        services.TryAddSingleton<RegisterServer>();
        services.TryAddSingleton<EditServer>();
        services.TryAddSingleton<AdoptFinalAddress>();
        services.TryAddSingleton<EditHeaders>();
        services.TryAddSingleton<ToggleServer>();
        services.TryAddSingleton<RemoveServer>();
        services.TryAddSingleton<RateServer>();
        services.TryAddSingleton<RefreshServer>();
        services.TryAddSingleton<ApproveTools>();
        services.TryAddSingleton<ImportServers>();
        services.TryAddSingleton<BuiltInServers>();
        return services;
    }

    /// <summary>Settings under the names that deployments of the reference use.</summary>
    private sealed class ContractNames(IConfiguration configuration) : IPostConfigureOptions<RegistryOptions>
    {
        public void PostConfigure(string? name, RegistryOptions options)
        {
            options.BuildVersion = configuration["BUILD_VERSION"] ?? options.BuildVersion;
            options.SupportContact = configuration["WELLKNOWN_SUPPORT"] is { Length: > 0 } support ? support : options.SupportContact;
            if (configuration["ENABLE_WELLKNOWN_DISCOVERY"] is { Length: > 0 } enabled)
            {
                if (FormFields.TryParseBoolean(enabled.Trim(), out var parsed))
                {
                    options.EnableWellKnownDiscovery = parsed;
                }
                else
                {
                    options.Unreadable.Add("ENABLE_WELLKNOWN_DISCOVERY must be true or false.");
                }
            }

            if (configuration["WELLKNOWN_CACHE_TTL"] is { Length: > 0 } seconds)
            {
                if (int.TryParse(seconds, NumberStyles.Integer, CultureInfo.InvariantCulture, out var parsed))
                {
                    options.WellKnownCacheTtl = parsed;
                }
                else
                {
                    options.Unreadable.Add("WELLKNOWN_CACHE_TTL must be a whole number of seconds.");
                }
            }
        }
    }
}
