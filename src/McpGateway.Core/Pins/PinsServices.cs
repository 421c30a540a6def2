using McpGateway.Core.Pins.Reports;
using McpGateway.Core.Pins.Review;
using McpGateway.Core.Registry;
using McpGateway.Core.Registry.Servers;
using McpGateway.Proxy.Pins;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace McpGateway.Core.Pins;

public static class PinsServices
{
    /// <summary>Adds what hears of definitions that nobody approved, and the operations that decide on them. Needs the registry.</summary>
    public static IServiceCollection AddPins(this IServiceCollection services)
    {
        services.AddPinSettings();
        services.TryAddSingleton<ServerRepository>();
        services.TryAddSingleton<ReviewDefinitions>();
        services.TryAddSingleton<PinQueries>();
        services.AddSingleton<PinReports>();
        services.AddSingleton<IPinReports>(static provider => provider.GetRequiredService<PinReports>());
        services.AddHostedService(static provider => provider.GetRequiredService<PinReports>());
        return services;
    }
}
