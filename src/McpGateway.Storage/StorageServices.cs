using McpGateway.Foundation.Documents;
using McpGateway.Foundation.Leadership;
using McpGateway.Foundation.Records;
using McpGateway.Foundation.Secrets;
using McpGateway.Foundation.Settings;
using McpGateway.Storage.Postgres;
using McpGateway.Storage.Records;
using McpGateway.Storage.Sql;
using McpGateway.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace McpGateway.Storage;

public static class StorageServices
{
    /// <summary>
    /// Adds the backend that <c>STORAGE_BACKEND</c> names behind <see cref="IDocumentStorage"/>, <see cref="IRecordLog"/> and
    /// <see cref="ILeaderLease"/>. Needs <c>AddFoundation</c>. The storage is opened when the host starts, or earlier by
    /// <see cref="OpenStorageAsync"/>.
    /// </summary>
    public static IServiceCollection AddStorage(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSecrets();
        services.AddShownSettings<StorageOptions>(StorageOptions.Section);
        services.AddGatewaySettings();
        services.AddOptions<StorageOptions>()
            .Configure<GatewaySettings>(static (options, settings) => settings.GetSection(StorageOptions.Section).Bind(options))
            .ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<StorageOptions>, StorageOptionsValidator>());
        services.TryAddSingleton<SqliteDatabase>(provider => new(
            OptionsOf(provider).DataDirectory, OptionsOf(provider).BusyTimeout, provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<PostgresDatabase>(provider => new(
            OptionsOf(provider).PostgresConnectionString!, provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<ISqlDatabase>(provider => IsPostgres(provider)
            ? provider.GetRequiredService<PostgresDatabase>()
            : provider.GetRequiredService<SqliteDatabase>());
        services.TryAddSingleton<ILeaderLease>(provider => IsPostgres(provider)
            ? ActivatorUtilities.CreateInstance<PostgresLeaderLease>(provider)
            : new SoleLeaderLease());
        services.TryAddSingleton<DocumentSeal>();
        services.TryAddSingleton<IDocumentStorage, SqlDocumentStorage>();
        services.TryAddSingleton<StorageGate>();
        services.TryAddSingleton<IRecordLog, SqlRecordLog>();
        services.AddHostedService(provider => provider.GetRequiredService<StorageGate>());
        services.AddSingleton<IChangeSignal>(provider => IsPostgres(provider)
            ? ActivatorUtilities.CreateInstance<PostgresChangeSignal>(provider)
            : new SilentChangeSignal());
        services.AddSingleton(provider => (IHostedService)provider.GetRequiredService<IChangeSignal>());
        return services;
    }

    /// <summary>
    /// Opens the storage now, for a host that reads or writes before it starts. Starting does the same, so that calling it is optional.
    /// </summary>
    /// <exception cref="Foundation.StorageUnusableException">The storage cannot be used; the message says why and what to do.</exception>
    public static Task OpenStorageAsync(this IServiceProvider services, CancellationToken cancellationToken) =>
        services.GetRequiredService<StorageGate>().OpenAsync(cancellationToken);

    private static StorageOptions OptionsOf(IServiceProvider provider) => provider.GetRequiredService<IOptions<StorageOptions>>().Value;

    private static bool IsPostgres(IServiceProvider provider) =>
        StorageBackends.Parse(OptionsOf(provider).Backend) == StorageBackends.Postgresql;
}
