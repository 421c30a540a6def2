using McpGateway.Foundation.Diagnostics;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace McpGateway.Core.Diagnostics;

public static class DiagnosticsServices
{
    /// <summary>Adds the diagnostics and the checks of servers, tools, groups and scopes. Other features add theirs.</summary>
    public static IServiceCollection AddDiagnostics(this IServiceCollection services)
    {
        services.TryAddSingleton<RunDiagnostics>();
        services.AddSingleton<IDiagnosticCheck, UpstreamCheck>();
        services.AddSingleton<IDiagnosticCheck, ToolCheck>();
        services.AddSingleton<IDiagnosticCheck, GroupCheck>();
        services.AddSingleton<IDiagnosticCheck, ScopeCheck>();
        return services;
    }
}
