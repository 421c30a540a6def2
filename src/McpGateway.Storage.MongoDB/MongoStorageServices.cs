using McpGateway.Foundation.Settings;
using McpGateway.Storage.MongoDB.Composition;
using McpGateway.Storage.MongoDB.Connecting;
using McpGateway.Storage.Transfer;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace McpGateway.Storage.MongoDB;

public static class MongoStorageServices
{
    /// <summary>
    /// Adds MongoDB and DocumentDB to the backends that <c>STORAGE_BACKEND</c> may name, and to the targets of a move. Needs
    /// <see cref="StorageServices.AddStorage"/>.
    /// </summary>
    public static IServiceCollection AddMongoStorage(this IServiceCollection services)
    {
        services.AddShownSettings<DocumentDbOptions>(DocumentDbOptions.Section);
        services.AddGatewaySettings();
        services.AddOptions<DocumentDbOptions>()
            .Configure<GatewaySettings>(static (options, settings) => settings.GetSection(DocumentDbOptions.Section).Bind(options))
            .ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DocumentDbOptions>, DocumentDbOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStorageAdapter, MongoAdapter>());
        return services;
    }
}
