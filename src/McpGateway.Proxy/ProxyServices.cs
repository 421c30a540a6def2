using McpGateway.Proxy.Admission;
using McpGateway.Proxy.Forwarding;
using McpGateway.Proxy.Invocation;
using McpGateway.Proxy.Outbound;
using McpGateway.Proxy.Recording;
using McpGateway.Proxy.Routing;
using McpGateway.Proxy.Sessions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace McpGateway.Proxy;

/// <summary>Registration of the data plane.</summary>
public static class ProxyServices
{
    /// <summary>Adds the connections to upstreams alone, for those who check servers without serving calls.</summary>
    public static IServiceCollection AddUpstreamConnections(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<ProxyOptions>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<UpstreamClients>();
        services.TryAddSingleton<IUpstreamConnections>(provider => provider.GetRequiredService<UpstreamClients>());
        services.TryAddSingleton<UpstreamTraffics>();
        return services;
    }

    /// <summary>
    /// Adds the data plane. The host also registers the ports <see cref="Access.IProxyAuthenticator"/>,
    /// <see cref="Access.IAccessDecider"/>, <see cref="ICallRecorder"/>, <see cref="ISessionKeyProvider"/>, and any
    /// <see cref="IInProcessServer"/>; it binds <see cref="ProxyOptions.Section"/>.
    /// </summary>
    public static IServiceCollection AddProxy(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<ProxyOptions>().BindConfiguration(ProxyOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ProxyOptions>, ProxyOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<RouteTableHolder>();
        services.AddMetrics();
        services.TryAddSingleton<IEgressCredentials, NoEgressCredentials>();
        services.TryAddSingleton<IPublicAddress, RequestAddress>();
        services.AddUpstreamConnections();
        services.AddSingleton<UpstreamCircuits>();
        services.AddSingleton<ExchangeAdmission>();
        services.AddSingleton<MemoryBudget>();
        services.AddSingleton<SessionSealer>();
        services.AddSingleton<CancellationPool>();
        services.AddSingleton<ProxyMeter>();
        services.AddSingleton<ExchangeRecorder>();
        services.AddSingleton<AnswerRelay>();
        services.AddSingleton<CredentialScreen>();
        services.AddSingleton<McpForwarder>();
        services.AddSingleton<AuthenticationStep>();
        services.AddSingleton<ProxyFallback>();
        services.AddSingleton<ProxyPipeline>();
        services.AddSingleton<ValidateHandler>();
        services.AddSingleton<IGatewayInvoker, GatewayInvoker>();
        return services;
    }
}
