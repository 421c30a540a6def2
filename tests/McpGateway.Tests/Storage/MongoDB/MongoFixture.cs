using McpGateway.Foundation.Records;
using McpGateway.Foundation.Secrets;
using McpGateway.Storage.MongoDB.Auditing;
using McpGateway.Storage.MongoDB.Connecting;
using McpGateway.Storage.MongoDB.Database;
using McpGateway.Storage.MongoDB.Documents;
using McpGateway.Storage.MongoDB.Leases;
using McpGateway.Storage.MongoDB.Records;
using McpGateway.Storage.MongoDB.Transfer;
using McpGateway.Tests.Storage.MongoDB.StandIn;
using MongoDB.Driver;

namespace McpGateway.Tests.Storage.MongoDB;

/// <summary>
/// An installation of its own, on the <see cref="MongoStandIn"/>, or on the server that <c>MONGODB_TEST_URL</c> names.
/// </summary>
internal sealed class MongoFixture : IAsyncDisposable
{
    public const string ServerVariable = "MONGODB_TEST_URL";

    private const string Database = "mcpgw_tests";

    private readonly string _namespace = $"t{Guid.NewGuid():n}";
    private readonly List<MongoDatabase> _replicas = [];
    private readonly TimeProvider _time;
    private readonly string _address;

    private MongoFixture(TimeProvider time, MongoStandIn? standIn, string address)
    {
        (_time, StandIn, _address) = (time, standIn, address);
        Replica = NewReplica();
    }

    /// <summary>Null where it is a real server.</summary>
    public MongoStandIn? StandIn { get; }

    public MongoReplica Replica { get; }

    public static MongoFixture OnStandIn(TimeProvider time, MongoStandIn? standIn = null)
    {
        standIn ??= new();
        return new(time, standIn, $"mongodb://{standIn.Address}/?replicaSet=rs0");
    }

    /// <summary>Skips the test where there is no server.</summary>
    public static MongoFixture OnServer(TimeProvider time)
    {
        var address = Environment.GetEnvironmentVariable(ServerVariable);
        Assert.SkipWhen(
            string.IsNullOrEmpty(address),
            $"{ServerVariable} names no MongoDB replica set: none can be installed where the product is built. "
                + "The same tests run on the stand-in.");
        return new(time, null, address!);
    }

    /// <summary>Another process on the same store.</summary>
    public MongoReplica NewReplica()
    {
        var target = MongoTarget.Read(
            new() { ConnectionString = _address, Database = Database, Namespace = _namespace }, new(static _ => null),
            StandIn?.IsDocumentDb == true, maxConnections: 20);
        var database = new MongoDatabase(target, _time);
        _replicas.Add(database);
        return new(database, _time);
    }

    public string NameOf(string collection) => $"mcpgw_{collection}_{_namespace}";

    public async ValueTask DisposeAsync()
    {
        if (StandIn is null)
        {
            await DropAsync();
        }

        _replicas.ForEach(static replica => replica.Dispose());
        if (StandIn is not null)
        {
            await StandIn.DisposeAsync();
        }
    }

    private async Task DropAsync()
    {
        using var client = new MongoClient(_address);
        var database = client.GetDatabase(Database);
        foreach (var name in await (await database.ListCollectionNamesAsync()).ToListAsync())
        {
            if (name.EndsWith(_namespace, StringComparison.Ordinal))
            {
                await database.DropCollectionAsync(name);
            }
        }
    }
}

/// <summary>What one process has of the store.</summary>
internal sealed class MongoReplica(MongoDatabase database, TimeProvider time)
{
    private static readonly SecretProtector Protector = new(MasterKey.FromText("a key for tests only"));

    public MongoDatabase Database => database;

    public MongoDocumentStorage Documents { get; } = new(database, new(Protector), new([]), time);

    public MongoAuditTrail Trail { get; } = new(database);

    public MongoRecordLog Log { get; } = new(database);

    public MongoRecordSeries Series { get; } = new(database);

    public MongoLeaderLease Leases { get; } = new(database, time);

    public MongoStore Store => field ??= new(database, Log, Leases);

    /// <summary>With periods of another length.</summary>
    public (IRecordLog Log, IRecordSeries Series) Records(long length) => (new MongoRecordLog(database) { Length = length }, Series);
}
