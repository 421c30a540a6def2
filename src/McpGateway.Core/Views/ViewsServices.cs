using Microsoft.Extensions.DependencyInjection.Extensions;

namespace McpGateway.Core.Views;

public static class ViewsServices
{
    /// <summary>Adds the views that users save.</summary>
    public static IServiceCollection AddViews(this IServiceCollection services)
    {
        services.TryAddSingleton<SavedViews>();
        return services;
    }
}
