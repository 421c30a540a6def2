using McpGateway.Proxy.A2a;
using McpGateway.Proxy.Access;
using McpGateway.Proxy.Admission;
using McpGateway.Proxy.CrossOrigin;
using McpGateway.Proxy.Forwarding;
using McpGateway.Proxy.Invocation;
using McpGateway.Proxy.Outbound;
using McpGateway.Proxy.Pins;
using McpGateway.Proxy.Recording;
using McpGateway.Proxy.Routing;
using McpGateway.Proxy.Sessions;
using McpGateway.Proxy.Streaming;
using Microsoft.AspNetCore.Cors.Infrastructure;
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

    /// <summary>Adds the bounded names of metrics, for those who measure without serving calls.</summary>
    public static IServiceCollection AddMetricLabels(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<MetricLabelOptions>().BindConfiguration(MetricLabelOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<MetricLabelOptions>, MetricLabelOptionsValidator>());
        services.TryAddSingleton<MetricLabels>();
        return services;
    }

    /// <summary>
    /// Adds the data plane. The host also registers the ports <see cref="Access.IProxyAuthenticator"/>,
    /// <see cref="Access.IAccessDecider"/>, <see cref="ICallRecorder"/>, <see cref="ISessionKeyProvider"/>, and any
    /// <see cref="IInProcessServer"/>; where there are agents, <see cref="IAgentSight"/>, <see cref="ICardSecurity"/> and
    /// <see cref="ICardRules"/>; where there are pins, <see cref="IPinReports"/>; where servers are held, <see cref="IFirstLook"/>. It
    /// binds <see cref="ProxyOptions.Section"/> and <see cref="CrossOriginOptions.Section"/>.
    /// </summary>
    public static IServiceCollection AddProxy(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<ProxyOptions>().BindConfiguration(ProxyOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ProxyOptions>, ProxyOptionsValidator>();
        services.AddOptions<CrossOriginOptions>().BindConfiguration(CrossOriginOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<CrossOriginOptions>, CrossOriginOptionsValidator>();
        services.AddSingleton<IConfigureOptions<CorsOptions>, CrossOriginPolicy>();
        services.AddSingleton<ICorsService, CrossOriginService>();
        services.AddCors();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<RouteTableHolder>();
        services.AddMetrics();
        services.TryAddSingleton<IEgressCredentials, NoEgressCredentials>();
        services.TryAddSingleton<IPublicAddress, RequestAddress>();
        services.TryAddSingleton<IAgentSight, NoAgentSight>();
        services.TryAddSingleton<ICardSecurity, NoCardSecurity>();
        services.TryAddSingleton<ICardRules, NoCardRules>();
        services.TryAddSingleton<IPinReports, NoPinReports>();
        services.TryAddSingleton<IFirstLook, NoFirstLook>();
        services.AddUpstreamConnections();
        services.AddSingleton<UpstreamCircuits>();
        services.AddSingleton<ExchangeAdmission>();
        services.AddSingleton<MemoryBudget>();
        services.AddSingleton<SessionSealer>();
        services.AddSingleton<CancellationPool>();
        services.TryAddSingleton<StandingStreams>();
        services.AddMetricLabels();
        services.AddSingleton<ProxyMeter>();
        services.AddSingleton<ProtocolMeter>();
        services.AddSingleton<ExchangeCounts>();
        services.AddSingleton<ExchangeTracer>();
        services.AddSingleton<DataPlaneGauges>();
        services.AddSingleton<ExchangeRecorder>();
        services.AddSingleton<AnswerRelay>();
        services.AddSingleton<CredentialScreen>();
        services.AddSingleton<McpForwarder>();
        services.AddSingleton<AuthenticationStep>();
        services.AddSingleton<ProxyFallback>();
        services.AddSingleton<AdmissionStep>();
        services.AddSingleton<BodyStep>();
        services.AddSingleton<AgentCards>();
        services.AddSingleton<Refusals>();
        services.AddSingleton<AgentRefusals>();
        services.AddSingleton<AgentStep>();
        services.AddSingleton<FirstLookStep>();
        services.AddSingleton<ProxyPipeline>();
        services.AddSingleton<ICallServer>(static provider => provider.GetRequiredService<ProxyPipeline>());
        services.AddSingleton<ValidateHandler>();
        services.AddSingleton<IGatewayInvoker, GatewayInvoker>();
        return services;
    }
}
