using System.Text.Json;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Storage.MongoDB.Database;
using McpGateway.Storage.Sql;
using McpGateway.Storage.Transfer;
using MongoDB.Bson;
using MongoDB.Driver;

namespace McpGateway.Storage.MongoDB.Documents;

/// <summary>The document store on MongoDB.</summary>
internal sealed class MongoDocumentStorage(
    MongoDatabase database, DocumentSeal seal, EmbeddedSecrets embedded, TimeProvider time) : IDocumentStorage
{
    /// <summary>Changes that one answer of the server brings.</summary>
    private const int ChangesAtOnce = 1_000;

    public async Task<Document<T>?> FindAsync<T>(DocumentKind<T> kind, string key, CancellationToken cancellationToken)
        where T : class
    {
        var rows = DocumentKey.IsValid(key)
            ? await FindAsync(Query.Id(DocumentRow.IdOf(kind.Name, key)), cancellationToken)
            : [];
        return rows is [var row] ? ToDocument(kind, row) : null;
    }

    public async Task<IReadOnlyList<Document<T>>> ListAsync<T>(DocumentKind<T> kind, CancellationToken cancellationToken)
        where T : class
    {
        var (from, to) = DocumentRow.RangeOf(kind.Name);
        var rows = await FindAsync(
            Query.And(Query.Is("_id", "$gte", from), Query.Is("_id", "$lt", to), new("deleted", false)), cancellationToken);
        return [.. rows.Select(row => ToDocument(kind, row))];
    }

    public async Task<IReadOnlyList<Document<T>>> ListByOwnerAsync<T>(
        DocumentKind<T> kind, string owner, CancellationToken cancellationToken)
        where T : class
    {
        var rows = DocumentKey.IsValid(owner)
            ? await FindAsync(Query.And(new("kind", kind.Name), new("owner", owner), new("deleted", false)), cancellationToken)
            : [];
        return [.. rows.Select(row => ToDocument(kind, row))];
    }

    public Task<Result<long>> CommitAsync(DocumentBatch batch, CancellationToken cancellationToken)
    {
        var writer = NewWriter();
        return database.WriteAsync(transaction => writer.ApplyAsync(transaction, batch), inTurn: true, cancellationToken);
    }

    /// <summary>
    /// In one snapshot, of which the end waits until a majority has it. The primary is named before it is asked: one that takes over
    /// meanwhile makes the next reading load anew.
    /// </summary>
    public async Task<FeedReading> ReadFeedAsync(StorePosition since, CancellationToken cancellationToken)
    {
        var instance = await database.InstanceAsync(cancellationToken);
        return await database.ReadSnapshotAsync(
            async (transaction, _) =>
            {
                var changes = await ReadChangesAsync(transaction, since.Revision);
                var newest = changes.Count > 0 ? changes[^1].Revision : since.Revision;
                var (head, marks) = await ReadHeadAsync(transaction, instance, since.Revision, newest);
                var reason = head.BreakAfter(since);
                return reason != FeedBreak.None
                    ? new FeedReading(head.Position, null, reason)
                    : new(
                        changes.Count > 0 ? head.Position with { Revision = newest, Mark = MarkAt(marks, newest) }
                            : head.Position with { Revision = since.Revision, Mark = since.Mark ?? head.MarkOfReader },
                        changes, FeedBreak.None);
            },
            mayRepeat: true, cancellationToken);
    }

    public async Task<StorePosition> ReadPositionAsync(CancellationToken cancellationToken)
    {
        var instance = await database.InstanceAsync(cancellationToken);
        return await database.ReadSnapshotAsync(
            async (transaction, _) => (await ReadHeadAsync(transaction, instance)).Head.Position, mayRepeat: true,
            cancellationToken);
    }

    public async Task<long> ReadRevisionAsync(CancellationToken cancellationToken) =>
        (await database.ReadStateAsync(cancellationToken)).Revision;

    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var total = await IsSomethingOverAsync(isDeleted: true, cancellationToken)
            ? await database.WriteAsync(NewWriter().RemoveOldTombstonesAsync, inTurn: true, cancellationToken)
            : 0;
        while (await IsSomethingOverAsync(isDeleted: false, cancellationToken))
        {
            total += await database.WriteAsync(NewWriter().DeleteExpiredAsync, inTurn: true, cancellationToken);
        }

        return total;
    }

    private static long? MarkAt(Dictionary<long, long> marks, long revision) => marks.TryGetValue(revision, out var mark) ? mark : null;

    private static async Task<(StoreHead Head, Dictionary<long, long> Marks)> ReadHeadAsync(
        MongoTransaction transaction, string instance, params IReadOnlyList<long> revisions)
    {
        var collections = transaction.Collections;
        var state = await transaction.ReadStateAsync();
        var wanted = revisions.Append(state.Revision).Distinct().Select(static revision => (BsonValue)revision).ToList();
        var commits = await transaction.FindAsync(collections.Commits, Query.In("_id", wanted), wanted.Count);
        var marks = commits.Select(CommitRow.Read).ToDictionary(static commit => commit.Revision, static commit => commit.Mark);
        return (
            new(
                new(state.Revision, MarkAt(marks, state.Revision), state.Epoch, instance), state.Trimmed,
                revisions is [var reader, ..] ? MarkAt(marks, reader) : null),
            marks);
    }

    private async Task<List<DocumentChange>> ReadChangesAsync(MongoTransaction transaction, long since)
    {
        var now = Now();
        var changes = new List<DocumentChange>();
        var filter = Query.Is("revision", "$gt", since);
        while (true)
        {
            var page = await transaction.FindAsync(
                transaction.Collections.Documents, filter, ChangesAtOnce, Query.Ascending("revision", "_id"),
                Query.Fields(DocumentRow.Heads));
            changes.AddRange(page.Select(DocumentRow.Read).Select(
                row => new DocumentChange(row.Kind, row.Key, row.Revision, !DocumentRow.IsLive(row, now))));
            if (page.Count < ChangesAtOnce)
            {
                return changes;
            }

            var last = page[^1];
            filter = Query.Or(
                Query.Is("revision", "$gt", last["revision"]),
                Query.And(new("revision", last["revision"]), Query.Is("_id", "$gt", last["_id"])));
        }
    }

    private Task<bool> IsSomethingOverAsync(bool isDeleted, CancellationToken cancellationToken) => database.RunAsync(
        (collections, token) => NewWriter().IsSomethingOverAsync(collections, isDeleted, token), cancellationToken);

    /// <summary>Live ones, in the order of their ids.</summary>
    private Task<List<StoredDocument>> FindAsync(BsonDocument filter, CancellationToken cancellationToken) => database.RunAsync(
        async (collections, token) =>
        {
            var now = Now();
            using var found = await collections.Documents.FindAsync(
                filter, new FindOptions<BsonDocument> { Sort = Query.Ascending("_id") }, token);
            var live = new List<StoredDocument>();
            while (await found.MoveNextAsync(token))
            {
                live.AddRange(found.Current.Select(DocumentRow.Read).Where(row => DocumentRow.IsLive(row, now)));
            }

            return live;
        },
        cancellationToken);

    private Document<T> ToDocument<T>(DocumentKind<T> kind, StoredDocument row)
        where T : class
    {
        if (kind.IsSealed && !row.IsSealed)
        {
            // Whoever can write to the database but has no key must not be able to plant a credential in plain text.
            throw new InvalidDataException(
                $"A document of kind '{kind.Name}' must be sealed and is not: it was written outside of the product.");
        }

        var body = row.IsSealed ? seal.Open(kind.Name, row.Key, row.Body ?? []) : row.Body;
        var value = JsonSerializer.Deserialize(body, kind.Json)
            ?? throw new InvalidDataException($"A document of kind '{kind.Name}' is empty.");
        return new(row.Key, row.Version, row.Revision, value);
    }

    private MongoWriter NewWriter() => new(seal, embedded, Now());

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
