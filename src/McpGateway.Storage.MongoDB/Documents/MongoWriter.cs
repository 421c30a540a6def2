using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Storage.MongoDB.Auditing;
using McpGateway.Storage.MongoDB.Database;
using McpGateway.Storage.Sql;
using McpGateway.Storage.Transfer;
using MongoDB.Bson;
using MongoDB.Driver;

namespace McpGateway.Storage.MongoDB.Documents;

/// <summary>What happens inside one writing transaction, with the clock read once for all of it.</summary>
internal sealed class MongoWriter(DocumentSeal seal, EmbeddedSecrets embedded, long now)
{
    /// <summary>Documents that one answer of the server brings with their bodies.</summary>
    private const int BodiesAtOnce = 50;

    private const int HeadsAtOnce = 1_000;

    /// <summary>Applies the writes in their order; keeps nothing when one of them meets another version than expected.</summary>
    public async Task<MongoOutcome<Result<long>>> ApplyAsync(MongoTransaction transaction, DocumentBatch batch)
    {
        var state = await transaction.ReadStateAsync();
        var revision = state.Revision + 1;
        if (!MaySeal(state, batch))
        {
            return new(DocumentWriter.KeyIsGone, Keep: false);
        }

        var plan = new BatchPlan(await ReadAsync(transaction, batch), seal, revision, now);
        if (plan.Apply(batch) is { } conflict)
        {
            return new(conflict, Keep: false);
        }

        if (!plan.HasChanges)
        {
            return new(state.Revision, Keep: false);
        }

        await transaction.PutAsync(transaction.Collections.Documents, [.. plan.Changed.Select(DocumentRow.Write)]);
        var isThere = await MarkAsync(transaction, revision);
        if (plan.Effects.Count > 0 && batch.Audit is { } audit)
        {
            // In this transaction: what is committed is in the audit, and nothing else is.
            var events = audit.EventsOf(plan.Effects, revision, DateTimeOffset.FromUnixTimeMilliseconds(now));
            await MongoAuditAppender.AppendAsync(transaction, events);
        }

        await AdvanceAsync(transaction, revision);
        return new(revision, Keep: true) { IsThere = isThere };
    }

    /// <summary>Buries some documents that have expired.</summary>
    public async Task<MongoOutcome<int>> DeleteExpiredAsync(MongoTransaction transaction)
    {
        var revision = (await transaction.ReadStateAsync()).Revision + 1;
        var expired = await transaction.FindAsync(
            transaction.Collections.Documents, Expired(isDeleted: false), HeadsAtOnce, fields: Query.Fields(DocumentRow.Heads));
        if (expired.Count == 0)
        {
            return new(0, Keep: false);
        }

        await transaction.PutAsync(
            transaction.Collections.Documents,
            [.. expired.Select(DocumentRow.Read).Select(document => DocumentRow.Write(document with
            {
                Version = document.Version + 1, Revision = revision, Owner = null, ExpiresAt = now + DocumentWriter.TombstoneLife,
                IsSealed = false, IsDeleted = true, Body = null,
            }))]);
        var isThere = await MarkAsync(transaction, revision);
        await AdvanceAsync(transaction, revision);
        return new(expired.Count, Keep: true) { IsThere = isThere };
    }

    /// <summary>Also the marks of commits, which are kept as long; the newest commit's stays, however old.</summary>
    public async Task<MongoOutcome<int>> RemoveOldTombstonesAsync(MongoTransaction transaction)
    {
        var collections = transaction.Collections;
        var newest = await transaction.FindAsync(
            collections.Documents, Expired(isDeleted: true), 1, Query.Descending("revision"), Query.Fields("revision"));
        var trimmed = newest is [var last] ? last["revision"].ToInt64() : 0;

        var before = await transaction.ReadStateAsync();
        await collections.Commits.DeleteManyAsync(
            transaction.Session,
            Query.And(Query.Is("at", "$lte", now - DocumentWriter.TombstoneLife), Query.Is("_id", "$lt", before.Revision)));
        var removed = trimmed == 0 ? 0 : (await collections.Documents.DeleteManyAsync(
            transaction.Session, Query.And(Expired(isDeleted: true), Query.Is("revision", "$lte", trimmed)))).DeletedCount;
        await transaction.SetStateAsync(new("trimmed", Math.Max(before.Trimmed, trimmed)));
        return new((int)removed, Keep: true);
    }

    /// <summary>Whether there is anything for the two above, asked before the transaction that would disturb others.</summary>
    public async Task<bool> IsSomethingOverAsync(MongoCollections collections, bool isDeleted, CancellationToken cancellationToken)
    {
        using var found = await collections.Documents.FindAsync(
            Expired(isDeleted), new FindOptions<BsonDocument> { Limit = 1, Projection = Query.Fields("kind") }, cancellationToken);
        return await found.AnyAsync(cancellationToken) || (isDeleted && await HasOldMarksAsync(collections, cancellationToken));
    }

    private async Task<bool> HasOldMarksAsync(MongoCollections collections, CancellationToken cancellationToken)
    {
        using var found = await collections.Commits.FindAsync(
            Query.Is("at", "$lte", now - DocumentWriter.TombstoneLife), new FindOptions<BsonDocument> { Limit = 2 }, cancellationToken);

        // One may be the newest commit's, which stays.
        return (await found.ToListAsync(cancellationToken)).Count > 1;
    }

    private BsonDocument Expired(bool isDeleted) => Query.And(new("deleted", isDeleted), Query.Is("expires", "$lte", now));

    /// <summary>
    /// The last write: another commit that has come since this one began meets it here, so that revisions appear in their order. A process
    /// that is killed after it keeps all others waiting until the server gives its transaction up, so there is nothing after it.
    /// </summary>
    private static Task AdvanceAsync(MongoTransaction transaction, long revision) => transaction.SetStateAsync(new("revision", revision));

    /// <returns>Tells whether the very commit is there, and not another one of its revision.</returns>
    private async Task<Func<MongoCollections, Task<bool>>> MarkAsync(MongoTransaction transaction, long revision)
    {
        var commit = new StoredCommit(revision, DocumentWriter.NewMark(), now);
        await transaction.PutAsync(transaction.Collections.Commits, [CommitRow.Write(commit)]);
        return async collections =>
        {
            using var found = await collections.Commits.FindAsync(Query.Id(revision));
            return await found.FirstOrDefaultAsync() is { } stored && CommitRow.Read(stored).Mark == commit.Mark;
        };
    }

    /// <summary>What is sealed with a key that was exchanged could not be opened after the next start.</summary>
    private bool MaySeal(StateDocument state, DocumentBatch batch) =>
        !batch.Writes.Any(write => write.IsSealed || (write.Body is not null && embedded.Has(write.Kind)))
        || state.Keys.Keys is var keys && (keys.Count == 0 || keys.Contains(seal.Check));

    private static async Task<Dictionary<string, StoredDocument>> ReadAsync(MongoTransaction transaction, DocumentBatch batch)
    {
        var audited = batch.Writes.Where(write => batch.Audit?.Concerns(write) == true).Select(IdOf).ToHashSet(StringComparer.Ordinal);
        var others = batch.Writes.Select(IdOf).Distinct(StringComparer.Ordinal).Where(id => !audited.Contains(id));
        var rows = new List<BsonDocument>();
        foreach (var ids in audited.Chunk(BodiesAtOnce))
        {
            rows.AddRange(await FindAsync(transaction, ids, fields: null));
        }

        foreach (var ids in others.Chunk(HeadsAtOnce))
        {
            rows.AddRange(await FindAsync(transaction, ids, Query.Fields(DocumentRow.Heads)));
        }

        return rows.ToDictionary(static row => row["_id"].AsString, DocumentRow.Read, StringComparer.Ordinal);
    }

    /// <summary>One after the other where they are too large for one answer.</summary>
    private static async Task<List<BsonDocument>> FindAsync(MongoTransaction transaction, string[] ids, BsonDocument? fields)
    {
        var left = ids.ToHashSet(StringComparer.Ordinal);
        var rows = new List<BsonDocument>();
        while (left.Count > 0)
        {
            var found = await transaction.FindAsync(
                transaction.Collections.Documents, Query.In("_id", left.Select(static id => (BsonValue)id)), left.Count, fields: fields);
            rows.AddRange(found);
            left.ExceptWith(found.Select(static row => row["_id"].AsString));
            if (found.Count == 0 || found.Count == ids.Length)
            {
                break;
            }
        }

        return rows;
    }

    private static string IdOf(DocumentWrite write) => DocumentRow.IdOf(write.Kind, write.Key);
}
