using McpGateway.Foundation.Http.Outbound;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace McpGateway.Foundation.OAuth;

public static class OAuthServices
{
    /// <summary>Adds outgoing calls that speak OAuth; <see cref="OAuthClient"/> is had under the name as key.</summary>
    /// <inheritdoc cref="OutboundServices.AddOutboundClient"/>
    public static IServiceCollection AddOAuthClient(
        this IServiceCollection services, string name, Func<IServiceProvider, OutboundProfile> profile)
    {
        services.AddOutboundClient(name, profile);
        services.TryAddKeyedSingleton(name, (provider, _) => new OAuthClient(
            provider.GetRequiredKeyedService<OutboundHttp>(name), provider.GetRequiredService<TimeProvider>()));
        return services;
    }
}
