using McpGateway.Core.Audit.Chain;
using McpGateway.Core.Audit.Changes;
using McpGateway.Core.Audit.Events;
using McpGateway.Core.Audit.Forwarding;
using McpGateway.Core.Audit.Trail;
using McpGateway.Foundation.Auditing;
using McpGateway.Foundation.Documents;
using McpGateway.Foundation.Settings;
using McpGateway.Proxy.Recording;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Audit;

public static class AuditServices
{
    /// <summary>
    /// Adds the recorder of calls, its writer, upkeep and readers; and the audit of changes, sign-ins and tokens. Needs an
    /// <c>IRecordLog</c>, an <c>IRecordSeries</c> and an <c>IAuditTrail</c> from the storage.
    /// </summary>
    public static IServiceCollection AddAudit(this IServiceCollection services)
    {
        services.AddMetrics();
        services.AddGatewaySettings();
        services.AddOptions<AuditOptions>()
            .Configure<GatewaySettings>(static (options, settings) =>
                settings.GetReadableSection<AuditOptions>(AuditOptions.Section).Bind(options))
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<AuditOptions>, AuditOptionsValidator>();
        services.TryAddSingleton<CallTally>();
        services.TryAddSingleton<CallRecorder>();
        services.TryAddSingleton<ICallRecorder>(provider => provider.GetRequiredService<CallRecorder>());
        services.TryAddSingleton<CallQueries>();
        services.TryAddSingleton<CallSeries>();
        services.TryAddSingleton<CallAnalytics>();
        services.TryAddSingleton<CallHistogram>();
        services.AddShownSettings<AuditOptions>(AuditOptions.Section);
        services.AddHostedService<CallWriter>();
        services.AddHostedService<CallUpkeep>();
        services.AddEventAudit();
        return services;
    }

    /// <summary>Tells the audit who sends the requests behind it. Before authentication.</summary>
    public static void UseRequestAudit(this IApplicationBuilder app) => app.UseMiddleware<RequestAudit>();

    private static void AddEventAudit(this IServiceCollection services)
    {
        services.TryAddSingleton<EventComposer>();
        services.TryAddSingleton<AuditEventQueue>();
        services.Replace(ServiceDescriptor.Singleton<IAuditEvents>(static provider => provider.GetRequiredService<AuditEventQueue>()));
        services.TryAddSingleton<IChangeAudit, ChangeAudit>();
        services.TryAddSingleton<AuditKeys>();
        services.TryAddSingleton<AuditSeals>();
        services.TryAddSingleton<SealAudit>();
        services.TryAddSingleton<VerifyAudit>();
        services.TryAddSingleton<AuditQueries>();
        services.TryAddSingleton<AccessEvents>();
        services.TryAddSingleton<ExportAudit>();
        services.AddHostedService<AuditEventWriter>();
        services.AddHostedService<ChainKeeper>();
        services.AddHealthChecks().AddCheck<AuditCheck>(AuditCheck.Name);
        services.AddAuditForwarding();
    }
}
