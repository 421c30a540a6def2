using McpGateway.Access.Groups;
using McpGateway.Core.Registry.Admission;
using McpGateway.Core.Registry.Endpoints;
using McpGateway.Core.Registry.Importing;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation.Documents;
using McpGateway.Foundation.Http;
using McpGateway.Foundation.Settings;
using McpGateway.Proxy.Forwarding;
using Microsoft.AspNetCore.Authorization;
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
        services.AddGatewaySettings();
        services.AddOptions<RegistryOptions>().Configure<GatewaySettings>(Bind).ValidateOnStart();
        services.AddSingleton<IValidateOptions<RegistryOptions>, RegistryOptionsValidator>();
        services.AddSuffixRoutes();

        services.TryAddSingleton<PublicOrigin>();
        services.TryAddSingleton<ServerRepository>();
        services.AddShownSettings<RegistryOptions>(RegistryOptions.Section);
        services.AddServerCatalog();
        services.TryAddSingleton<IRegisteredServers, RegisteredServers>();
        services.TryAddSingleton<RegistryHooks>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICommitListener, ServerEvents>());
        services.TryAddSingleton<ServerAuthorization>();
        services.TryAddSingleton<ServerRegistrationBuilder>();
        services.TryAddSingleton<ServerQueries>();
        services.TryAddSingleton<RegisterServer>();
        services.TryAddSingleton<EditServer>();
        services.TryAddSingleton<AdoptFinalAddress>();
        services.TryAddSingleton<EditHeaders>();
        services.TryAddSingleton<ToggleServer>();
        services.TryAddSingleton<SetDefaultVersion>();
        services.TryAddSingleton<ServerRemoval>();
        services.TryAddSingleton<ServerTombstones>();
        services.TryAddSingleton<RegistryReaders>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IAuthorizationHandler, RegistryReadingHandler>());
        services.TryAddSingleton<RemoveServer>();
        services.TryAddSingleton<RestoreServer>();
        services.TryAddSingleton<RateServer>();
        services.TryAddSingleton<RefreshServer>();
        services.TryAddSingleton<ApproveTools>();
        services.TryAddSingleton<ImportServers>();
        services.TryAddSingleton<BuiltInServers>();
        services.AddSingleton<IFirstLook, FirstLook>();
        return services;
    }

    /// <summary>Adds the servers in memory, once.</summary>
    public static IServiceCollection AddServerCatalog(this IServiceCollection services)
    {
        services.AddPinSettings();
        if (services.All(static service => service.ServiceType != typeof(ServerCatalog)))
        {
            services.AddSingleton<ServerCatalog>();
            services.AddSingleton<IChangeHandler>(static provider => provider.GetRequiredService<ServerCatalog>());
            services.TryAddSingleton(TimeProvider.System);
            services.AddSingleton<HeldServers>();
            services.AddSingleton<IChangeHandler>(static provider => provider.GetRequiredService<HeldServers>());
        }

        return services;
    }

    /// <summary>Adds what says which definitions are withheld, once.</summary>
    public static IServiceCollection AddPinSettings(this IServiceCollection services)
    {
        if (services.Any(static service => service.ServiceType == typeof(PinSettings)))
        {
            return services;
        }

        services.AddOptions<PinOptions>().BindConfiguration(PinOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<PinOptions>, PinOptionsValidator>();
        services.AddShownSettings<PinOptions>(PinOptions.Section);
        services.AddSingleton<PinSettings>();
        return services;
    }

    private static void Bind(RegistryOptions options, GatewaySettings settings)
    {
        settings.GetSection(RegistryOptions.Section).Bind(options);
        foreach (var problem in settings.Problems(RegistryOptions.Section))
        {
            options.Unreadable.Add(problem);
        }
    }
}
