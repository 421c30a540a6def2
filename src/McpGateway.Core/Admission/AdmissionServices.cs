using McpGateway.Access.Outbound;
using McpGateway.Core.Admission.Gate;
using McpGateway.Core.Admission.Webhooks;
using McpGateway.Core.Registry.Admission;
using McpGateway.Foundation.Documents;
using McpGateway.Foundation.Http.Outbound;
using McpGateway.Foundation.OAuth;
using McpGateway.Foundation.Settings;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Admission;

public static class AdmissionServices
{
    /// <summary>Adds the registration gate and webhooks. Needs the foundation, the access policy and the registry.</summary>
    public static IServiceCollection AddAdmission(this IServiceCollection services)
    {
        services.AddGatewaySettings();
        services.AddMetrics();
        services.AddGuardedDialer();
        services.TryAddSingleton<RegistryHooks>();
        AddGate(services);
        AddWebhooks(services);
        return services;
    }

    public static IEndpointRouteBuilder MapAdmission(this IEndpointRouteBuilder routes)
    {
        routes.MapWebhooks();
        return routes;
    }

    private static void AddGate(IServiceCollection services)
    {
        services.AddOptions<GateOptions>()
            .Configure<GatewaySettings>(static (options, settings) =>
                settings.GetReadableSection<GateOptions>(GateOptions.Section).Bind(options))
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<GateOptions>, GateOptionsValidator>();
        services.AddShownSettings<GateOptions>(GateOptions.Section);
        services.AddOAuthClient(RegistrationGate.ClientName, static provider =>
        {
            var options = provider.GetRequiredService<IOptions<GateOptions>>().Value;
            return new()
            {
                Reach = options.AllowPrivateAddress ? OutboundReach.Private : OutboundReach.Public,
                Timeout = options.Timeout,
                MaxResponseBytes = 64 * 1024,
            };
        });
        services.TryAddSingleton<IHttpContextAccessor>(static provider =>
            provider.GetRequiredService<IOptions<GateOptions>>().Value.Enabled ? new HttpContextAccessor() : new NoContext());
        services.TryAddSingleton<GateRequestHeaders>();
        services.TryAddSingleton<GateTokens>();
        services.AddSingleton<IRegistrationGate, RegistrationGate>();
    }

    /// <summary>Following each request costs something, and without a gate nobody asks.</summary>
    private sealed class NoContext : IHttpContextAccessor
    {
        public HttpContext? HttpContext
        {
            get => null;
            set
            {
            }
        }
    }

    private static void AddWebhooks(IServiceCollection services)
    {
        services.AddOptions<WebhookOptions>()
            .Configure<GatewaySettings>(static (options, settings) =>
                settings.GetReadableSection<WebhookOptions>(WebhookOptions.Section).Bind(options))
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<WebhookOptions>, WebhookOptionsValidator>();
        services.AddShownSettings<WebhookOptions>(WebhookOptions.Section);
        services.AddOutboundClient(WebhookQueue.ClientName, static provider =>
        {
            var options = provider.GetRequiredService<IOptions<WebhookOptions>>().Value;
            return new()
            {
                Reach = options.AllowPrivateAddresses ? OutboundReach.Private : OutboundReach.Public,
                Timeout = options.Timeout,
                MaxResponseBytes = 64 * 1024,
            };
        });
        services.TryAddSingleton<WebhookRepository>();
        services.AddSingleton<WebhookQueue>();
        services.AddSingleton<IRegistryListener>(static provider => provider.GetRequiredService<WebhookQueue>());
        services.AddHostedService(static provider => provider.GetRequiredService<WebhookQueue>());
        services.TryAddSingleton(static provider => new ManageWebhooks(
            provider.GetRequiredService<WebhookRepository>(), provider.GetRequiredService<WebhookQueue>(),
            provider.GetRequiredService<DocumentStore>(), provider.GetRequiredService<IOutboundDialer>(),
            provider.GetRequiredService<IOptions<WebhookOptions>>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ManageWebhooks>>()));
    }
}
