using McpGateway.Contracts.Audit;
using McpGateway.Foundation.Auditing;
using MongoDB.Bson;
using MongoDB.Driver;

namespace McpGateway.Storage.MongoDB.Database;

/// <summary>
/// The collections of one installation: those of several, and the Python product's, may lie in one database, since their names differ.
/// </summary>
/// <param name="database">Where they lie.</param>
/// <param name="suffix">The namespace.</param>
internal sealed class MongoCollections(IMongoDatabase database, string suffix)
{
    public IMongoCollection<BsonDocument> State { get; } = Of(database, "state", suffix);

    public IMongoCollection<BsonDocument> Documents { get; } = Of(database, "documents", suffix);

    public IMongoCollection<BsonDocument> Commits { get; } = Of(database, "commits", suffix);

    public IMongoCollection<BsonDocument> Leases { get; } = Of(database, "leases", suffix);

    public IMongoCollection<BsonDocument> AuditHeads { get; } = Of(database, "audit_heads", suffix);

    public IMongoCollection<BsonDocument> AuditEvents { get; } = Of(database, "audit_events", suffix);

    public IMongoCollection<BsonDocument> AuditStatements { get; } = Of(database, "audit_statements", suffix);

    public IMongoCollection<BsonDocument> AuditDeliveries { get; } = Of(database, "audit_deliveries", suffix);

    public IMongoCollection<BsonDocument> Blocks { get; } = Of(database, "log_blocks", suffix);

    public IMongoCollection<BsonDocument> Series { get; } = Of(database, "log_series", suffix);

    public IMongoCollection<BsonDocument> Writers { get; } = Of(database, "log_writers", suffix);

    /// <summary>
    /// Makes what is missing, the state last, so that where it is, everything is. Collections cannot be made in a transaction everywhere.
    /// </summary>
    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        var there = await (await database.ListCollectionNamesAsync(cancellationToken: cancellationToken)).ToListAsync(cancellationToken);
        foreach (var collection in All().Select(static one => one.CollectionNamespace.CollectionName).Except(there))
        {
            await CreateAsync(collection, cancellationToken);
        }

        foreach (var (collection, keys) in Indexes())
        {
            await collection.Indexes.CreateOneAsync(
                new CreateIndexModel<BsonDocument>(keys), cancellationToken: cancellationToken);
        }

        foreach (var stream in AuditStreams.All)
        {
            await PutNewAsync(AuditHeads, NewHead(stream), cancellationToken);
        }

        await PutNewAsync(State, StateDocument.New().ToBson(), cancellationToken);
    }

    /// <summary>The state outside of transactions; null where there is no store.</summary>
    public async Task<StateDocument?> FindStateAsync(CancellationToken cancellationToken)
    {
        using var found = await State.FindAsync(Query.Id(StateDocument.Id), cancellationToken: cancellationToken);
        return await found.FirstOrDefaultAsync(cancellationToken) is { } state ? StateDocument.Read(state) : null;
    }

    /// <summary>The end of a chain without events.</summary>
    public static BsonDocument NewHead(string stream) => new() { ["_id"] = stream, ["number"] = 0L, ["hash"] = AuditChain.Start };

    private static IMongoCollection<BsonDocument> Of(IMongoDatabase database, string name, string suffix) =>
        database.GetCollection<BsonDocument>($"mcpgw_{name}_{suffix}");

    private IMongoCollection<BsonDocument>[] All() =>
        [State, Documents, Commits, Leases, AuditHeads, AuditEvents, AuditStatements, AuditDeliveries, Blocks, Series, Writers];

    private IEnumerable<(IMongoCollection<BsonDocument> Collection, BsonDocument Keys)> Indexes() =>
    [
        (Documents, Ascending("revision")), (Documents, Ascending("kind", "owner", "_id")), (Documents, Ascending("deleted", "expires")),
        (Commits, Ascending("at")), (AuditEvents, Descending([], "at", "stream", "number")),
        (AuditEvents, Descending(["user"], "at", "stream", "number")), (AuditEvents, Descending(["resource"], "at", "stream", "number")),
        (AuditStatements, Ascending("stream", "number")), (AuditDeliveries, Ascending("receiver")),
        (Blocks, Descending(["stream"], "last", "_id")), (Blocks, Ascending("stream", "period", "entries")),
        (Series, Ascending("stream", "step", "dimension", "at")), (Series, Ascending("stream", "period", "step")),
        (Writers, Ascending("stream", "period")),
    ];

    private static BsonDocument Ascending(params IEnumerable<string> fields) => Query.Ascending(fields);

    private static BsonDocument Descending(IEnumerable<string> first, params IEnumerable<string> fields) =>
        Ascending(first).AddRange(Query.Descending(fields));

    private async Task CreateAsync(string collection, CancellationToken cancellationToken)
    {
        try
        {
            await database.CreateCollectionAsync(collection, cancellationToken: cancellationToken);
        }
        catch (MongoCommandException failure) when (failure.Code == MongoFaults.NamespaceExists)
        {
            // Another replica starts, too.
        }
    }

    private static async Task PutNewAsync(
        IMongoCollection<BsonDocument> collection, BsonDocument document, CancellationToken cancellationToken)
    {
        try
        {
            await collection.InsertOneAsync(document, cancellationToken: cancellationToken);
        }
        catch (MongoWriteException failure) when (failure.WriteError?.Category == ServerErrorCategory.DuplicateKey)
        {
            // It is there, or another replica was first.
        }
    }
}
