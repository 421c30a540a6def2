using McpGateway.Foundation;
using McpGateway.Foundation.Auditing;
using McpGateway.Foundation.Documents;
using McpGateway.Foundation.Leadership;
using McpGateway.Foundation.Records;
using McpGateway.Foundation.Settings;
using McpGateway.Storage.Audit;
using McpGateway.Storage.Diagnostics;
using McpGateway.Storage.Maintenance;
using McpGateway.Storage.Postgres;
using McpGateway.Storage.Postgres.Connecting;
using McpGateway.Storage.Records;
using McpGateway.Storage.Series;
using McpGateway.Storage.Sql;
using McpGateway.Storage.Sqlite;
using McpGateway.Storage.Transfer;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace McpGateway.Storage;

public static class StorageServices
{
    /// <summary>
    /// Adds the backend that <c>STORAGE_BACKEND</c> names behind <see cref="IDocumentStorage"/>, <see cref="IRecordLog"/>,
    /// <see cref="IRecordSeries"/>, <see cref="IAuditTrail"/> and <see cref="ILeaderLease"/>. Needs <c>AddFoundation</c>. The storage is
    /// opened when the host starts, or earlier by <see cref="OpenStorageAsync"/>.
    /// </summary>
    public static IServiceCollection AddStorage(this IServiceCollection services)
    {
        services.AddShownSettings<StorageOptions>(StorageOptions.Section);
        services.AddGatewaySettings();
        services.AddOptions<StorageOptions>()
            .Configure<GatewaySettings>(static (options, settings) => Bind(options, settings))
            .ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<StorageOptions>, StorageOptionsValidator>());
        services.TryAddSingleton<SqliteDatabase>(provider => new(
            OptionsOf(provider).DataDirectory, OptionsOf(provider).BusyTimeout, provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(PostgresOf);
        services.TryAddSingleton<ISqlDatabase>(provider => IsPostgres(provider)
            ? provider.GetRequiredService<PostgresDatabase>()
            : provider.GetRequiredService<SqliteDatabase>());
        services.TryAddSingleton<IStore>(static provider => AdapterOf(provider)?.Store
            ?? ActivatorUtilities.CreateInstance<SqlStore>(provider));
        services.TryAddSingleton<ILeaderLease>(provider => AdapterOf(provider) is { } adapter ? adapter.Leases
            : IsPostgres(provider) ? ActivatorUtilities.CreateInstance<PostgresLeaderLease>(provider)
            : new SoleLeaderLease());
        services.TryAddSingleton<DocumentSeal>();
        services.TryAddSingleton<EmbeddedSecrets>();
        services.TryAddSingleton<IDocumentStorage>(static provider => AdapterOf(provider)?.Documents
            ?? ActivatorUtilities.CreateInstance<SqlDocumentStorage>(provider));
        services.TryAddSingleton<IAuditTrail>(static provider => AdapterOf(provider)?.Audit
            ?? ActivatorUtilities.CreateInstance<SqlAuditTrail>(provider));
        services.TryAddSingleton<IMetricsFile, SqliteMetricsFile>();
        services.AddSingleton(static provider => AdapterOf(provider)?.Check ?? new StorageCheck(
            provider.GetRequiredService<ISqlDatabase>(), IsPostgres(provider) ? null : OptionsOf(provider).DataDirectory));
        services.TryAddSingleton<StorageGate>();
        services.TryAddSingleton(static provider => new SoleServer(
            StorageBackends.Parse(OptionsOf(provider).Backend) == StorageBackends.Sqlite ? OptionsOf(provider).DataDirectory : null,
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<SoleServer>>()));
        services.TryAddSingleton<IRecordPartitions>(provider => IsPostgres(provider)
            ? new PostgresPartitions(provider.GetRequiredService<PostgresDatabase>())
            : new SqlitePartitions(provider.GetRequiredService<SqliteDatabase>()));
        services.TryAddSingleton<IRecordLog>(static provider => AdapterOf(provider)?.Records
            ?? ActivatorUtilities.CreateInstance<SqlRecordLog>(provider));
        services.TryAddSingleton<IRecordSeries>(static provider => AdapterOf(provider)?.Series
            ?? ActivatorUtilities.CreateInstance<SqlRecordSeries>(provider));
        services.AddHostedService(provider => provider.GetRequiredService<StorageGate>());
        services.AddSingleton<IChangeSignal>(provider => IsPostgres(provider)
            ? ActivatorUtilities.CreateInstance<PostgresChangeSignal>(provider)
            : new SilentChangeSignal());
        services.AddSingleton(provider => (IHostedService)provider.GetRequiredService<IChangeSignal>());
        return services;
    }

    /// <summary>Adds what moves, saves and restores a store and exchanges its key. Needs <see cref="AddStorage"/>.</summary>
    public static IServiceCollection AddStoreMaintenance(this IServiceCollection services)
    {
        services.TryAddSingleton<OwnStore>();
        services.TryAddSingleton(static provider => new MoveStore(
            provider.GetRequiredService<OwnStore>(), OptionsOf(provider).Surroundings, provider.GetRequiredService<EmbeddedSecrets>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetServices<IStorageAdapter>()));
        services.TryAddSingleton(static provider => new BackUpStore(
            provider.GetRequiredService<OwnStore>(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(static provider => new RestoreStore(
            provider.GetRequiredService<OwnStore>(), provider.GetRequiredService<EmbeddedSecrets>()));
        services.TryAddSingleton<VerifyBackup>();
        services.TryAddSingleton(static provider => new RotateKey(
            provider.GetRequiredService<OwnStore>(), provider.GetRequiredService<EmbeddedSecrets>()));
        return services;
    }

    /// <summary>
    /// For a process that is going to serve: where the store is for one such process only (SQLite), holds it until the process ends.
    /// </summary>
    /// <exception cref="Foundation.StorageUnusableException">Another process serves from it.</exception>
    public static Task ClaimStorageAsync(this IServiceProvider services, CancellationToken cancellationToken) =>
        services.GetRequiredService<SoleServer>().ClaimAsync(cancellationToken);

    /// <summary>
    /// Opens the storage now, for a host that reads or writes before it starts. Starting does the same, so that calling it is optional.
    /// </summary>
    /// <exception cref="Foundation.StorageUnusableException">The storage cannot be used; the message says why and what to do.</exception>
    public static Task OpenStorageAsync(this IServiceProvider services, CancellationToken cancellationToken) =>
        services.GetRequiredService<StorageGate>().OpenAsync(cancellationToken);

    /// <summary>
    /// Opens the store that the settings name as it is, for a command that reads it: nothing is made, migrated or locked. Needs
    /// <see cref="AddStoreMaintenance"/>.
    /// </summary>
    /// <param name="services">The gateway's parts, none of them started.</param>
    /// <param name="doing">What is to be done with the store, for the message.</param>
    /// <param name="needsKeys">Whether sealed documents are read.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Why it cannot be used; null when it is open.</returns>
    public static async Task<Error?> OpenStoreAsItIsAsync(
        this IServiceProvider services, string doing, bool needsKeys, CancellationToken cancellationToken)
    {
        var store = services.GetRequiredService<OwnStore>();
        var opened = await store.OpenAsync(doing, cancellationToken);
        return !opened.IsSuccess ? opened.Error : needsKeys ? store.FindKeyProblem(opened.Value) : null;
    }

    private static void Bind(StorageOptions options, GatewaySettings settings)
    {
        settings.GetSection(StorageOptions.Section).Bind(options);
        options.Surroundings = PostgresSurroundings.Read(
            name => settings[name], Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));
    }

    /// <summary>What the options state was read already, by the validator.</summary>
    private static PostgresDatabase PostgresOf(IServiceProvider provider)
    {
        var options = OptionsOf(provider);
        var listening = string.IsNullOrWhiteSpace(options.PostgresListenConnectionString)
            ? null
            : PostgresTarget.Read(options.PostgresListenConnectionString, options.Surroundings);
        return new(
            PostgresTarget.Read(options.PostgresConnectionString ?? "", options.Surroundings), listening, options.MaxConnections,
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<PostgresDatabase>>());
    }

    private static StorageOptions OptionsOf(IServiceProvider provider) => provider.GetRequiredService<IOptions<StorageOptions>>().Value;

    /// <summary>Null for the databases of this project.</summary>
    /// <exception cref="StorageUnusableException">It is one of another project, which is not there.</exception>
    private static IStorageAdapter? AdapterOf(IServiceProvider provider)
    {
        var backend = StorageBackends.Parse(OptionsOf(provider).Backend);
        return backend is null or StorageBackends.Sqlite or StorageBackends.Postgresql ? null
            : provider.GetServices<IStorageAdapter>().FirstOrDefault(adapter => adapter.Serves(backend))
                ?? throw new StorageUnusableException($"STORAGE_BACKEND={backend} is not part of this program.");
    }

    private static bool IsPostgres(IServiceProvider provider) =>
        StorageBackends.Parse(OptionsOf(provider).Backend) == StorageBackends.Postgresql;
}
