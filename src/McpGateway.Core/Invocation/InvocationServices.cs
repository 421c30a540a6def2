using Microsoft.Extensions.DependencyInjection.Extensions;

namespace McpGateway.Core.Invocation;

public static class InvocationServices
{
    /// <summary>Calls of tools and agents. Needs the data plane (<c>AddProxy</c>), the registry and the directory of agents.</summary>
    public static IServiceCollection AddInvocation(this IServiceCollection services)
    {
        services.TryAddSingleton<ToolInvoker>();
        services.TryAddSingleton<RunTool>();
        services.TryAddSingleton<TalkToAgent>();
        return services;
    }
}
