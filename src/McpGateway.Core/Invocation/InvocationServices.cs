using Microsoft.Extensions.DependencyInjection.Extensions;

namespace McpGateway.Core.Invocation;

public static class InvocationServices
{
    /// <summary>Adds <see cref="ToolInvoker"/>. Needs the data plane (<c>AddProxy</c>) and the registry.</summary>
    public static IServiceCollection AddInvocation(this IServiceCollection services)
    {
        services.TryAddSingleton<ToolInvoker>();
        services.TryAddSingleton<RunTool>();
        return services;
    }
}
