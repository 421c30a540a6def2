using McpGateway.Core.BuiltIn.CurrentTime;
using McpGateway.Core.Registry.Servers;
using McpGateway.Proxy.Outbound;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace McpGateway.Core.BuiltIn;

public static class BuiltInServices
{
    /// <summary>
    /// Adds the in-process server <c>currenttime</c>. <see cref="BuiltInSeeder"/> registers it on first start, once the store is open and the
    /// followers are loaded.
    /// </summary>
    public static IServiceCollection AddBuiltInServers(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        return services.AddBuiltInServer(
            new("/currenttime/", "Current Time API", "Tells the current time in any time zone.", $"inprocess://{CurrentTimeServer.Name}/")
            {
                Tags = ["time", "timezone", "datetime", "utility"],
            },
            provider =>
            {
                var time = provider.GetRequiredService<TimeProvider>();
                return new McpInProcessServer(CurrentTimeServer.Name, new CurrentTimeServer(time).Describe, new InProcessServerOptions(), time);
            });
    }

    /// <summary>Adds one more server of this process and what to register it as.</summary>
    public static IServiceCollection AddBuiltInServer(
        this IServiceCollection services, BuiltInServer registration, Func<IServiceProvider, IInProcessServer> server)
    {
        services.TryAddSingleton<ServerRepository>();
        services.TryAddSingleton<BuiltInServers>();
        services.TryAddSingleton<BuiltInSeeder>();
        services.AddSingleton(registration);
        services.AddSingleton(server);
        return services;
    }
}
