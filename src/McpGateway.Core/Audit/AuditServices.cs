using McpGateway.Foundation.Settings;
using McpGateway.Proxy.Recording;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Audit;

public static class AuditServices
{
    /// <summary>Adds the recorder of calls and its writer. Needs an <c>IRecordLog</c> from the storage.</summary>
    public static IServiceCollection AddAudit(this IServiceCollection services)
    {
        services.AddMetrics();
        services.AddOptions<AuditOptions>().BindConfiguration(AuditOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<AuditOptions>, AuditOptionsValidator>();
        services.TryAddSingleton<CallRecorder>();
        services.TryAddSingleton<ICallRecorder>(provider => provider.GetRequiredService<CallRecorder>());
        services.TryAddSingleton<CallQueries>();
        services.AddShownSettings<AuditOptions>(AuditOptions.Section);
        services.AddHostedService<CallWriter>();
        return services;
    }
}
