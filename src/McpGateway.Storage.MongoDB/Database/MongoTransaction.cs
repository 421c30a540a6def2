using MongoDB.Bson;
using MongoDB.Driver;

namespace McpGateway.Storage.MongoDB.Database;

/// <summary>
/// A transaction that is open. Readings are one answer of the server each, of at most 16 MB: DocumentDB has no cursors in transactions.
/// </summary>
internal sealed record MongoTransaction(MongoCollections Collections, IClientSessionHandle Session)
{
    /// <param name="collection">Where.</param>
    /// <param name="filter">Which.</param>
    /// <param name="limit">How many at most; fewer come where they are large.</param>
    /// <param name="sort">In which order; null for any.</param>
    /// <param name="fields">Which fields; null for all.</param>
    public async Task<List<BsonDocument>> FindAsync(
        IMongoCollection<BsonDocument> collection, BsonDocument filter, int limit, BsonDocument? sort = null, BsonDocument? fields = null)
    {
        // Negative: one batch, and no cursor.
        var options = new FindOptions<BsonDocument> { Limit = -limit, Sort = sort, Projection = fields };
        using var found = await collection.FindAsync(Session, filter, options);
        return await found.ToListAsync();
    }

    public async Task<StateDocument> ReadStateAsync() => await FindAsync(Collections.State, Query.Id(StateDocument.Id), 1) is [var state]
        ? StateDocument.Read(state)
        : throw StateDocument.Missing();

    public Task SetStateAsync(BsonDocument fields) =>
        Collections.State.UpdateOneAsync(Session, Query.Id(StateDocument.Id), new BsonDocument("$set", fields));

    /// <summary>Puts whole documents, whether they are there or not.</summary>
    public Task PutAsync(IMongoCollection<BsonDocument> collection, IReadOnlyCollection<BsonDocument> documents) => documents.Count == 0
        ? Task.CompletedTask
        : collection.BulkWriteAsync(Session, Replacing(documents));

    /// <summary>What puts whole documents, whether they are there or not, inside of a transaction or outside.</summary>
    public static IEnumerable<ReplaceOneModel<BsonDocument>> Replacing(IEnumerable<BsonDocument> documents) =>
        documents.Select(static document => new ReplaceOneModel<BsonDocument>(Query.Id(document["_id"]), document) { IsUpsert = true });

    public Task InsertAsync(IMongoCollection<BsonDocument> collection, IReadOnlyCollection<BsonDocument> documents) =>
        documents.Count == 0 ? Task.CompletedTask : collection.InsertManyAsync(Session, documents);
}

/// <summary>What a write did.</summary>
/// <param name="Result">For the caller.</param>
/// <param name="Keep">Whether it is to be committed.</param>
internal readonly record struct MongoOutcome<T>(T Result, bool Keep)
{
    /// <summary>
    /// Tells, outside of the transaction, whether it was committed: asked when the server does not confirm it, or no longer knows it. Null
    /// where it may be run twice.
    /// </summary>
    public Func<MongoCollections, Task<bool>>? IsThere { get; init; }
}
