using McpGateway.Foundation;
using McpGateway.Foundation.Auditing;
using McpGateway.Storage.MongoDB.Database;
using McpGateway.Storage.Sql;
using MongoDB.Bson;
using MongoDB.Driver;

namespace McpGateway.Storage.MongoDB.Auditing;

/// <summary>The audit on MongoDB.</summary>
internal sealed class MongoAuditTrail(MongoDatabase database) : IAuditTrail
{
    private static readonly ReplaceOptions Upsert = new() { IsUpsert = true };

    public Task AppendAsync(IReadOnlyList<AuditEvent> events, CancellationToken cancellationToken) => database.WriteAsync(
        async transaction =>
        {
            var isThere = await MongoAuditAppender.AppendOnceAsync(transaction, events);
            return new MongoOutcome<bool>(true, Keep: isThere is not null) { IsThere = isThere };
        },
        inTurn: true, cancellationToken);

    public async Task<Result<AuditRows>> QueryAsync(
        AuditFilter filter, string? cursor, int pageSize, CancellationToken cancellationToken)
    {
        var begin = AuditPaging.Begin(cursor, pageSize);
        if (!begin.IsSuccess)
        {
            return begin.Error;
        }

        // One more tells whether there is another page.
        var rows = await FindAsync(
            AuditQueries.Of(filter, begin.Value), Query.Descending("at", "stream", "number"), pageSize + 1, cancellationToken);
        return AuditPaging.ToPage(rows, pageSize);
    }

    public async Task<IReadOnlyList<AuditRow>> ReadAsync(
        string stream, long after, int count, CancellationToken cancellationToken) => await FindAsync(
            Query.And(
                Query.Is("_id", "$gt", AuditEventRow.IdOf(stream, after)),
                Query.Is("_id", "$lte", AuditEventRow.IdOf(stream, long.MaxValue))),
            Query.Ascending("_id"), count, cancellationToken);

    public async Task<IReadOnlyList<AuditHead>> ReadHeadsAsync(CancellationToken cancellationToken) => await ListAsync(
        static collections => collections.AuditHeads, Query.All, Query.Ascending("_id"), null, AuditEventRow.ReadHead, cancellationToken);

    public async Task<IReadOnlyList<AuditTally>> CountAsync(AuditFilter filter, CancellationToken cancellationToken) =>
    [
        .. (await AggregateAsync(
            AuditQueries.Count(filter, "stream", "outcome", "decision", "operation", "type"), cancellationToken)).Select(
            static row => new AuditTally(
                row["_id"]["stream"].AsString, row["_id"]["outcome"].AsString, row["_id"]["decision"].AsString,
                row["_id"]["operation"].AsString, row["_id"]["type"].AsString, row["count"].ToInt64())),
    ];

    public async Task<IReadOnlyList<AuditCount>> CountUsersAsync(AuditFilter filter, int top, CancellationToken cancellationToken) =>
    [
        .. (await AggregateAsync(
            [
                .. AuditQueries.Count(filter, "user"),
                new("$sort", new BsonDocument { ["count"] = -1, ["_id.user"] = 1 }), new("$limit", top),
            ],
            cancellationToken)).Select(static row => new AuditCount(row["_id"]["user"].AsString, row["count"].ToInt64())),
    ];

    public async Task<IReadOnlyList<AuditSigned>> ListStatementsAsync(CancellationToken cancellationToken) => await ListAsync(
        static collections => collections.AuditStatements, Query.All, Query.Ascending("_id"), null, AuditEventRow.ReadStatement,
        cancellationToken);

    public async Task<AuditSigned?> FindNewestStatementAsync(
        string stream, DateTimeOffset? until, CancellationToken cancellationToken) => (await ListAsync(
            static collections => collections.AuditStatements,
            Query.And(new("stream", stream), Query.Is("at", "$lte", Microseconds.From(until) ?? long.MaxValue)),
            new() { ["number"] = -1, ["kind"] = 1 }, 1, AuditEventRow.ReadStatement, cancellationToken)).FirstOrDefault();

    public Task AddStatementAsync(AuditSigned statement, CancellationToken cancellationToken)
    {
        var row = AuditEventRow.WriteStatement(statement);
        return database.RunAsync(
            async (collections, token) => await collections.AuditStatements.UpdateOneAsync(
                Query.Id(row["_id"]), new BsonDocument("$setOnInsert", row), new UpdateOptions { IsUpsert = true }, token),
            cancellationToken);
    }

    public Task<long> RemoveAsync(string stream, long upTo, CancellationToken cancellationToken) => database.RunAsync(
        async (collections, token) =>
        {
            // One document at a time for the server, whatever their number: nobody waits for it.
            var removed = await collections.AuditEvents.DeleteManyAsync(
                Query.And(
                    Query.Is("_id", "$gte", AuditEventRow.IdOf(stream, 0)), Query.Is("_id", "$lte", AuditEventRow.IdOf(stream, upTo))),
                token);
            await collections.AuditStatements.DeleteManyAsync(
                Query.And(new("stream", stream), Query.Is("number", "$lt", upTo)), token);
            return removed.DeletedCount;
        },
        cancellationToken);

    public async Task<IReadOnlyDictionary<string, AuditDelivery>> ReadDeliveriesAsync(
        string receiver, CancellationToken cancellationToken) => (await ListAsync(
            static collections => collections.AuditDeliveries, new("receiver", receiver), null, null, AuditEventRow.ReadDelivery,
            cancellationToken)).ToDictionary(static row => row.Stream, static row => row.Delivery, StringComparer.Ordinal);

    public Task WriteDeliveryAsync(string receiver, string stream, AuditDelivery delivery, CancellationToken cancellationToken)
    {
        var row = AuditEventRow.WriteDelivery(receiver, stream, delivery);
        return database.RunAsync(
            async (collections, token) => await collections.AuditDeliveries.ReplaceOneAsync(Query.Id(row["_id"]), row, Upsert, token),
            cancellationToken);
    }

    private Task<List<AuditRow>> FindAsync(BsonDocument filter, BsonDocument sort, int limit, CancellationToken cancellationToken) =>
        ListAsync(static collections => collections.AuditEvents, filter, sort, limit, AuditEventRow.Read, cancellationToken);

    private Task<List<T>> ListAsync<T>(
        Func<MongoCollections, IMongoCollection<BsonDocument>> collection, BsonDocument filter, BsonDocument? sort, int? limit,
        Func<BsonDocument, T> read, CancellationToken cancellationToken) => database.RunAsync(
        async (collections, token) =>
        {
            using var found = await collection(collections).FindAsync(
                filter, new FindOptions<BsonDocument> { Sort = sort, Limit = limit }, token);
            return (await found.ToListAsync(token)).ConvertAll(row => read(row));
        },
        cancellationToken);

    private Task<List<BsonDocument>> AggregateAsync(BsonDocument[] stages, CancellationToken cancellationToken) => database.RunAsync(
        async (collections, token) =>
        {
            using var found = await collections.AuditEvents.AggregateAsync<BsonDocument>(stages, cancellationToken: token);
            return await found.ToListAsync(token);
        },
        cancellationToken);
}
