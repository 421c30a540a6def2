using McpGateway.Proxy;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace McpGateway.Host.Connections;

/// <summary>Registration of the limits of connections.</summary>
internal static class ConnectionServices
{
    private const string KestrelLimits = "Kestrel:Limits";

    public static void AddConnectionLimits(this IServiceCollection services)
    {
        services.AddConnectionOptions();
        services.AddSingleton<ConnectionLimits>();
        services.AddSingleton<ConnectionTracker>();
        services.AddSingleton<IConnectionListenerFactory, ClientListenerFactory>();
        services.AddSingleton<Handover>();
        services.AddSingleton<IStartupFilter, HandoverAnswers>();
        services.AddSingleton<IStartupFilter, StandingUses>();

        // A client that holds a connection of its own for each stream or call must leave the reserve to others.
        services.AddOptions<ProxyOptions>().PostConfigure<ConnectionLimits>(static (proxy, limits) =>
        {
            var room = limits.Total - limits.Reserve;
            proxy.MaxCalls = Math.Min(proxy.MaxCalls, Math.Max(1, room / 4));
            proxy.MaxStreams = Math.Min(proxy.MaxStreams, Math.Max(1, room - (room / 4)));
        });

        // The framework reads only the endpoints out of section Kestrel, so its limits had no effect. The server's own limit of connections
        // would refuse whoever comes last; the tracker sends those away who use theirs least.
        services.AddOptions<KestrelServerOptions>()
            .Configure<IConfiguration>(static (kestrel, configuration) => configuration.GetSection(KestrelLimits).Bind(kestrel.Limits))
            .PostConfigure(static kestrel => kestrel.Limits.MaxConcurrentConnections = null);
    }

    /// <summary>What is configured, without what follows from it.</summary>
    public static void AddConnectionOptions(this IServiceCollection services)
    {
        services.AddOptions<ConnectionOptions>()
            .BindConfiguration(ConnectionOptions.Section)
            .PostConfigure<IConfiguration>(static (options, configuration) =>
            {
                var limit = configuration.GetValue<int?>(KestrelLimits + ":MaxConcurrentConnections");
                options.MaxTotal = options.MaxTotal == 0 ? limit ?? 0 : options.MaxTotal;
            })
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<ConnectionOptions>, ConnectionOptionsValidator>();
    }
}
