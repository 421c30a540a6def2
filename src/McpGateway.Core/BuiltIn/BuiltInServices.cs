using McpGateway.Core.BuiltIn.CurrentTime;
using McpGateway.Core.BuiltIn.Mcpgw;
using McpGateway.Core.Registry.Servers;
using McpGateway.Proxy.Outbound;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace McpGateway.Core.BuiltIn;

public static class BuiltInServices
{
    /// <summary>
    /// Adds the in-process servers <c>currenttime</c> and <c>mcpgw</c>. <see cref="BuiltInSeeder"/> registers them on first start, once the
    /// store is open and the change handlers are loaded. <c>mcpgw</c> needs the registry, discovery and <c>AddInvocation</c>.
    /// </summary>
    public static IServiceCollection AddBuiltInServers(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddMcpgw();
        return services.AddBuiltInServer(
            new(
                "/currenttime/", "Current Time API", "Tells the current time in any time zone.",
                $"{InProcessHandler.Scheme}://{CurrentTimeServer.Name}/")
            {
                Tags = ["time", "timezone", "datetime", "utility"],
            },
            provider =>
            {
                var time = provider.GetRequiredService<TimeProvider>();
                return new McpInProcessServer(
                    CurrentTimeServer.Name, new CurrentTimeServer(time).Describe, new InProcessServerOptions(), time);
            });
    }

    private static void AddMcpgw(this IServiceCollection services)
    {
        services.TryAddSingleton<ServiceTools>();
        services.TryAddSingleton<AgentTools>();
        services.TryAddSingleton<GroupTools>();
        services.TryAddSingleton<FinderWriter>();
        services.TryAddSingleton<FinderTool>();
        services.TryAddSingleton<InvokeTool>();
        services.TryAddSingleton<McpgwServer>();
        services.AddBuiltInServer(
            new(
                McpgwServer.Path,
                "MCP Gateway Registry",
                "Finds and calls tools behind this gateway, and manages servers and groups.",
                $"{InProcessHandler.Scheme}://{McpgwServer.Name}/")
            {
                Tags = ["registry", "discovery", "management"],
                Aliases = ["/mcp"],
            },

            // Its tools are made with the first request: they call other servers through the data plane, which is made of its servers.
            provider => new McpInProcessServer(
                McpgwServer.Name,
                () => provider.GetRequiredService<McpgwServer>().Describe(),
                new InProcessServerOptions(),
                provider.GetRequiredService<TimeProvider>()));
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
