using McpGateway.Foundation;
using McpGateway.Foundation.Auditing;
using McpGateway.Foundation.Diagnostics;
using McpGateway.Foundation.Documents;
using McpGateway.Foundation.Leadership;
using McpGateway.Foundation.Records;
using McpGateway.Foundation.Settings;
using McpGateway.Storage.MongoDB.Auditing;
using McpGateway.Storage.MongoDB.Connecting;
using McpGateway.Storage.MongoDB.Database;
using McpGateway.Storage.MongoDB.Diagnostics;
using McpGateway.Storage.MongoDB.Documents;
using McpGateway.Storage.MongoDB.Leases;
using McpGateway.Storage.MongoDB.Records;
using McpGateway.Storage.MongoDB.Transfer;
using McpGateway.Storage.Sql;
using McpGateway.Storage.Transfer;
using Microsoft.Extensions.Options;

namespace McpGateway.Storage.MongoDB.Composition;

/// <summary>MongoDB and DocumentDB behind the ports of the storage. The driver is loaded when one of them is asked for.</summary>
internal sealed class MongoAdapter(
    IOptions<DocumentDbOptions> options, IOptions<StorageOptions> storage, GatewaySettings settings, DocumentSeal seal,
    EmbeddedSecrets embedded, TimeProvider time) : IStorageAdapter, IAsyncDisposable
{
    private const int MoveConnections = 6;

    private readonly Lazy<Parts> _parts = new(() => new(
        Read(options.Value, IsDocumentDb(storage.Value), storage.Value.MaxConnections, settings), seal, embedded, time));

    public IDocumentStorage Documents => _parts.Value.Documents;

    public IAuditTrail Audit => _parts.Value.Audit;

    public IRecordLog Records => _parts.Value.Records;

    public IRecordSeries Series => _parts.Value.Series;

    public ILeaderLease Leases => _parts.Value.Leases;

    public IDiagnosticCheck Check => _parts.Value.Check;

    public IStore Store => _parts.Value.Store;

    public bool Serves(string backend) => backend is StorageBackends.MongoDb or StorageBackends.DocumentDb;

    public bool Reads(string address) => address.StartsWith("mongodb://", StringComparison.OrdinalIgnoreCase)
        || address.StartsWith("mongodb+srv://", StringComparison.OrdinalIgnoreCase);

    public Result<OpenPlace> Connect(string address)
    {
        try
        {
            var stated = options.Value;
            var place = new DocumentDbOptions
            {
                ConnectionString = address,
                Database = stated.Database,
                Namespace = stated.Namespace,
            };
            var parts = new Parts(
                Read(place, IsDocumentDb(storage.Value), MoveConnections, settings), seal, embedded, time);
            return new OpenPlace(parts.Store, parts);
        }
        catch (StartRefusedException refused)
        {
            return new Error(ErrorKind.Invalid, $"The target cannot be used: {refused.Message}");
        }
    }

    public ValueTask DisposeAsync() => _parts.IsValueCreated ? _parts.Value.DisposeAsync() : ValueTask.CompletedTask;

    private static bool IsDocumentDb(StorageOptions storage) => StorageBackends.Parse(storage.Backend) == StorageBackends.DocumentDb;

    private static MongoTarget Read(DocumentDbOptions options, bool isDocumentDb, int maxConnections, GatewaySettings settings) =>
        MongoTarget.Read(options, new IamKeys(name => settings[$"{IamKeys.Section}:{name}"]), isDocumentDb, maxConnections);

    /// <summary>One database and what stands on it.</summary>
    private sealed class Parts : IAsyncDisposable
    {
        private readonly MongoDatabase _database;

        public Parts(MongoTarget target, DocumentSeal seal, EmbeddedSecrets embedded, TimeProvider time)
        {
            _database = new(target, time);
            Documents = new(_database, seal, embedded, time);
            Audit = new(_database);
            Records = new(_database);
            Series = new(_database);
            Leases = new(_database, time);
            Check = new(_database);
            Store = new(_database, Records, Leases);
        }

        public MongoDocumentStorage Documents { get; }

        public MongoAuditTrail Audit { get; }

        public MongoRecordLog Records { get; }

        public MongoRecordSeries Series { get; }

        public MongoLeaderLease Leases { get; }

        public MongoCheck Check { get; }

        public MongoStore Store { get; }

        public async ValueTask DisposeAsync()
        {
            await Store.DisposeAsync();
            Records.Dispose();
            _database.Dispose();
        }
    }
}
