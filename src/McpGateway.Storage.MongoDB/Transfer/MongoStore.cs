using McpGateway.Foundation;
using McpGateway.Foundation.Auditing;
using McpGateway.Foundation.Leadership;
using McpGateway.Foundation.Records;
using McpGateway.Storage.MongoDB.Auditing;
using McpGateway.Storage.MongoDB.Database;
using McpGateway.Storage.MongoDB.Documents;
using McpGateway.Storage.MongoDB.Leases;
using McpGateway.Storage.Sql;
using McpGateway.Storage.Transfer;
using MongoDB.Bson;
using MongoDB.Driver;

namespace McpGateway.Storage.MongoDB.Transfer;

/// <summary>The store in a MongoDB database.</summary>
internal sealed class MongoStore(MongoDatabase database, IRecordLog log, MongoLeaderLease leases) : IStore, IAsyncDisposable
{
    private const int RowsAtOnce = 500;

    private ILeadership? _presence;

    public string Description => database.Description;

    /// <summary>One that is newer is refused when the database is opened.</summary>
    public long? NewerSchema => null;

    public IRecordLog Log => log;

    public Task OpenAsync(SchemaOpening opening, CancellationToken cancellationToken) => database.OpenAsync(opening, cancellationToken);

    public async Task EnterAsync(CancellationToken cancellationToken) => _presence ??= await leases.EnterAsync(cancellationToken);

    public Task<bool> IsInUseAsync(CancellationToken cancellationToken) => leases.IsAnyHeldAsync(cancellationToken);

    public async Task<KeyCheck> ReadKeysAsync(CancellationToken cancellationToken) =>
        (await database.ReadStateAsync(cancellationToken)).Keys;

    public Task<KeyCheck> EnterKeysAsync(IReadOnlyList<string> checks, CancellationToken cancellationToken) => database.WriteAsync(
        async transaction =>
        {
            var stored = (await transaction.ReadStateAsync()).Keys;
            if (stored.Joined(checks) is not { } joined)
            {
                return new MongoOutcome<KeyCheck>(stored, Keep: false);
            }

            await transaction.SetStateAsync(KeysOf(joined));
            return new(joined, Keep: true);
        },
        inTurn: true, cancellationToken);

    public async Task<StoreState> ReadStateAsync(CancellationToken cancellationToken) =>
        StateOf(await database.ReadStateAsync(cancellationToken));

    public Task<StoreState> ReadSnapshotAsync(IContentSink sink, CancellationToken cancellationToken) => database.ReadSnapshotAsync(
        async (transaction, token) =>
        {
            var collections = transaction.Collections;
            var state = StateOf(await transaction.ReadStateAsync());
            await PagesAsync(transaction, collections.Documents, rows => sink.AddAsync(rows.ConvertAll(DocumentRow.Read), token));
            await PagesAsync(transaction, collections.Commits, rows => sink.AddAsync(rows.ConvertAll(CommitRow.Read), token));
            await AuditAsync(collections.AuditHeads, AuditEntries.Heads, static row => AuditEntries.Of(AuditEventRow.ReadHead(row)));
            await AuditAsync(
                collections.AuditStatements, AuditEntries.Statements, static row => AuditEntries.Of(AuditEventRow.ReadStatement(row)));
            await AuditAsync(collections.AuditDeliveries, AuditEntries.Deliveries, static row =>
            {
                var (receiver, stream, delivery) = AuditEventRow.ReadDelivery(row);
                return AuditEntries.Of(receiver, stream, delivery);
            });
            await AuditAsync(collections.AuditEvents, AuditEntries.Events, static row => AuditEntries.OfEvent(
                row["stream"].AsString, row["number"].ToInt64(), Microseconds.ToTime(row["at"].ToInt64()), row["hash"].AsString,
                row["body"].AsString));
            return state;

            Task AuditAsync(IMongoCollection<BsonDocument> collection, string stream, Converter<BsonDocument, LogEntry> read) => PagesAsync(
                transaction, collection,
                rows =>
                {
                    var entries = rows.ConvertAll(read).FindAll(static entry => entry.Stream != AuditEntries.Heads || entry.Subject != "0");
                    return entries.Count > 0 ? sink.AddAsync(stream, entries, token) : Task.CompletedTask;
                });
        },
        mayRepeat: false, cancellationToken);

    public Task<Error?> MarkAsync(string what, bool replace, bool hasRecords, CancellationToken cancellationToken) => database.WriteAsync(
        async transaction =>
        {
            var state = await transaction.ReadStateAsync();
            var isEmpty = !hasRecords
                && (await transaction.FindAsync(transaction.Collections.Documents, Query.All, 1, fields: Query.Fields("kind"))).Count == 0;
            if (!isEmpty && state.Keys.Incomplete is null && !replace)
            {
                return new MongoOutcome<Error?>(StoreFiller.NotEmpty(Description), Keep: false);
            }

            await transaction.SetStateAsync(KeysOf(KeyCheck.Filling(what)));
            return new(null, Keep: true);
        },
        inTurn: true, cancellationToken);

    /// <summary>Not in a transaction, which could not be as large: until it is filled, nobody uses the store.</summary>
    public Task EmptyAsync(CancellationToken cancellationToken) => database.RunAsync(
        async (collections, token) =>
        {
            foreach (var collection in new[]
            {
                collections.Documents, collections.Commits, collections.AuditHeads, collections.AuditEvents, collections.AuditStatements,
                collections.AuditDeliveries, collections.Blocks, collections.Series, collections.Writers,
            })
            {
                await collection.DeleteManyAsync(Query.All, token);
            }

            await collections.AuditHeads.InsertManyAsync(AuditStreams.All.Select(MongoCollections.NewHead), cancellationToken: token);
            await collections.State.UpdateOneAsync(
                Query.Id(StateDocument.Id),
                new BsonDocument("$set", new BsonDocument { ["revision"] = 0L, ["trimmed"] = 0L, ["epoch"] = Guid.NewGuid().ToString() }),
                cancellationToken: token);
            return true;
        },
        cancellationToken);

    public Task AddAsync(IReadOnlyList<StoredDocument> documents, CancellationToken cancellationToken) => InsertAsync(
        static collections => collections.Documents, documents.Select(DocumentRow.Write), cancellationToken);

    public Task AddAsync(IReadOnlyList<StoredCommit> commits, CancellationToken cancellationToken) => InsertAsync(
        static collections => collections.Commits, commits.Select(CommitRow.Write), cancellationToken);

    public Task AddAuditAsync(string stream, IReadOnlyList<LogEntry> records, CancellationToken cancellationToken) => stream switch
    {
        AuditEntries.Events => InsertAsync(static collections => collections.AuditEvents, records.Select(EventOf), cancellationToken),
        AuditEntries.Statements => InsertAsync(
            static collections => collections.AuditStatements,
            records.Select(static entry => AuditEventRow.WriteStatement(AuditEntries.StatementOf(entry))), cancellationToken),
        AuditEntries.Deliveries => InsertAsync(
            static collections => collections.AuditDeliveries,
            records.Select(AuditEntries.DeliveryOf).Select(
                static one => AuditEventRow.WriteDelivery(one.Receiver, one.Stream, one.Delivery)), cancellationToken),
        _ => database.RunAsync(
            (collections, token) => collections.AuditHeads.BulkWriteAsync(
                MongoTransaction.Replacing(records.Select(AuditEntries.HeadOf).Select(AuditEventRow.WriteHead)), cancellationToken: token),
            cancellationToken),
    };

    public Task FinishAsync(StoreState state, KeyCheck keys, CancellationToken cancellationToken) => database.WriteAsync(
        async transaction =>
        {
            await transaction.SetStateAsync(KeysOf(keys).AddRange(new BsonDocument
            {
                ["revision"] = state.Revision,
                ["trimmed"] = state.Trimmed,
                ["epoch"] = Guid.NewGuid().ToString(),
            }));
            return new MongoOutcome<bool>(true, Keep: true);
        },
        inTurn: true, cancellationToken);

    public Task<IReadOnlyList<StoredDocument>> ReadBodiesAsync(string kind, string key, CancellationToken cancellationToken) =>
        database.RunAsync<IReadOnlyList<StoredDocument>>(
            async (collections, token) =>
            {
                using var found = await collections.Documents.FindAsync(
                    BodiesAfter(kind, key, since: -1),
                    new FindOptions<BsonDocument> { Sort = Query.Ascending("_id"), Limit = RowsAtOnce }, token);
                return (await found.ToListAsync(token)).ConvertAll(DocumentRow.Read);
            },
            cancellationToken);

    public Task ReplaceBodiesAsync(IReadOnlyList<StoredDocument> documents, CancellationToken cancellationToken) => documents.Count == 0
        ? Task.CompletedTask
        : database.RunAsync(
            (collections, token) => collections.Documents.BulkWriteAsync(
                documents.Select(static document => new UpdateOneModel<BsonDocument>(
                    Query.And(
                        Query.Id(DocumentRow.IdOf(document.Kind, document.Key)), new("version", document.Version),
                        new("revision", document.Revision), new("deleted", false)),
                    Query.Set("body", new BsonBinaryData(document.Body)))),
                cancellationToken: token),
            cancellationToken);

    /// <summary>The state is written here: a commit that is not seen in this transaction meets it, and one of the two runs again.</summary>
    public Task<bool> StateKeysAsync(
        long since, Func<IReadOnlyList<StoredDocument>, bool> isFit, KeyCheck keys, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async transaction =>
            {
                var (kind, key) = ("", "");
                while (await transaction.FindAsync(
                    transaction.Collections.Documents, BodiesAfter(kind, key, since), RowsAtOnce, Query.Ascending("_id")) is
                    { Count: > 0 } rows)
                {
                    var page = rows.ConvertAll(DocumentRow.Read);
                    if (!isFit(page))
                    {
                        return new MongoOutcome<bool>(false, Keep: false);
                    }

                    (kind, key) = (page[^1].Kind, page[^1].Key);
                }

                await transaction.SetStateAsync(KeysOf(keys));
                return new(true, Keep: true);
            },
            inTurn: true, cancellationToken);

    public ValueTask DisposeAsync() => _presence?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static BsonDocument BodiesAfter(string kind, string key, long since) => Query.And(
        Query.Is("_id", "$gt", kind.Length == 0 ? "" : DocumentRow.IdOf(kind, key)), new("deleted", false),
        Query.Is("revision", "$gt", since));

    private static BsonDocument KeysOf(KeyCheck keys) => new("key_check", keys.ToString());

    private static StoreState StateOf(StateDocument state) => new(state.Revision, state.Trimmed, state.Epoch, state.Keys.Keys);

    /// <summary>All rows of a collection by their ids, as many at a time as one answer of the server brings.</summary>
    private static async Task PagesAsync(
        MongoTransaction transaction, IMongoCollection<BsonDocument> collection, Func<List<BsonDocument>, Task> give)
    {
        var filter = Query.All;
        while (await transaction.FindAsync(collection, filter, RowsAtOnce, Query.Ascending("_id")) is { Count: > 0 } rows)
        {
            await give(rows);
            filter = Query.Is("_id", "$gt", rows[^1]["_id"]);
        }
    }

    private static BsonDocument EventOf(LogEntry record)
    {
        var (audited, body) = AuditEntries.EventOf(record);
        return AuditEventRow.Write(audited, record.Server!, body);
    }

    private Task<bool> InsertAsync(
        Func<MongoCollections, IMongoCollection<BsonDocument>> collection, IEnumerable<BsonDocument> rows,
        CancellationToken cancellationToken) => database.RunAsync(
        async (collections, token) =>
        {
            await collection(collections).InsertManyAsync(rows, cancellationToken: token);
            return true;
        },
        cancellationToken);
}
