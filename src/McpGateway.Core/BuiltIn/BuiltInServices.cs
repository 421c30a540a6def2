using McpGateway.Core.BuiltIn.CurrentTime;
using McpGateway.Proxy.Outbound;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace McpGateway.Core.BuiltIn;

public static class BuiltInServices
{
    /// <summary>
    /// Adds the in-process server <c>currenttime</c> and the seeder that registers every <see cref="BuiltInServer"/> on first start
    /// (call <see cref="BuiltInSeeder.SeedAsync"/> once the store is migrated).
    /// </summary>
    public static IServiceCollection AddBuiltInServers(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<BuiltInSeeder>();
        services.AddSingleton(new BuiltInServer(
            CurrentTimeServer.Name, "/currenttime/", "Current Time API", "Tells the current time in any time zone.")
        {
            Tags = ["time", "timezone", "datetime", "utility"],
            StatedTools = 1,
        });
        services.AddSingleton<IInProcessServer>(provider =>
        {
            var time = provider.GetRequiredService<TimeProvider>();
            return new McpInProcessServer(
                CurrentTimeServer.Name,
                new CurrentTimeServer(time).Describe,
                new InProcessServerOptions(),
                time);
        });
        return services;
    }
}
