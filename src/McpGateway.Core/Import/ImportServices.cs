using McpGateway.Foundation.Documents;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace McpGateway.Core.Import;

public static class ImportServices
{
    /// <summary>
    /// Adds the import of the Python product's data. Needs the registry of servers, that of agents, the access
    /// policy and the federation.
    /// </summary>
    public static IServiceCollection AddImport(this IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IItemPlanner, ServerPlanner>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IItemPlanner, AgentPlanner>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IItemPlanner, ScopePlanner>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IItemPlanner, SourcePlanner>());
        services.TryAddSingleton(static provider => new ImportData(
            provider.GetServices<IItemPlanner>(), provider.GetRequiredService<DocumentStore>(),
            provider.GetRequiredService<ILogger<ImportData>>()));
        return services;
    }
}
