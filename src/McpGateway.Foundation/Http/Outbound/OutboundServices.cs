using Microsoft.Extensions.DependencyInjection.Extensions;

namespace McpGateway.Foundation.Http.Outbound;

public static class OutboundServices
{
    private const string UserAgent = "mcp-gateway-registry";

    /// <summary>
    /// Adds a kind of outgoing calls. It is had as <see cref="OutboundHttp"/> under its name as key, or from
    /// <see cref="IHttpClientFactory"/> by that name, where something else speaks HTTP. Guarded kinds need an
    /// <see cref="IOutboundDialer"/>.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="name">What the calls are for.</param>
    /// <param name="profile">Asked for once, when the first call is made.</param>
    public static IServiceCollection AddOutboundClient(
        this IServiceCollection services, string name, Func<IServiceProvider, OutboundProfile> profile)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddKeyedSingleton(name, (provider, _) => profile(provider));
        services.TryAddKeyedSingleton(name, (provider, _) => new OutboundHttp(
            provider.GetRequiredService<IHttpClientFactory>(), name, ProfileOf(provider, name),
            provider.GetRequiredService<TimeProvider>()));
        services.AddHttpClient(name)
            .ConfigureHttpClient((provider, client) => Configure(client, ProfileOf(provider, name)))
            .ConfigurePrimaryHttpMessageHandler(provider =>
                OutboundHandlers.Create(ProfileOf(provider, name), provider.GetRequiredService<IOutboundDialer>))

            // The handler looks names up again by itself; a new one would only lose the open connections.
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)

            // They write whole addresses.
            .RemoveAllLoggers();
        return services;
    }

    private static OutboundProfile ProfileOf(IServiceProvider provider, string name) =>
        provider.GetRequiredKeyedService<OutboundProfile>(name);

    private static void Configure(HttpClient client, OutboundProfile profile)
    {
        client.DefaultRequestHeaders.UserAgent.ParseAdd(UserAgent);
        client.Timeout = profile.Timeout;
        client.MaxResponseContentBufferSize = profile.MaxResponseBytes;
    }
}
