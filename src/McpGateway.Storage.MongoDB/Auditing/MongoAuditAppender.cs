using McpGateway.Contracts.Audit;
using McpGateway.Foundation.Auditing;
using McpGateway.Storage.MongoDB.Database;
using McpGateway.Storage.Sql;
using MongoDB.Bson;
using MongoDB.Driver;

namespace McpGateway.Storage.MongoDB.Auditing;

/// <summary>
/// Puts events at the ends of their chains, within a transaction of the caller's. The end of a stream is one document: of two transactions
/// that append to the same stream one runs again.
/// </summary>
internal static class MongoAuditAppender
{
    /// <summary>No process has more events of one stream in a microsecond.</summary>
    private const int MaxOfMoment = 1000;

    /// <summary>Leaves out what is there already: whoever lost the connection during an append brings the same events again.</summary>
    /// <returns>As <see cref="AppendAsync"/>.</returns>
    public static async Task<Func<MongoCollections, Task<bool>>?> AppendOnceAsync(
        MongoTransaction transaction, IReadOnlyList<AuditEvent> events)
    {
        var missing = new List<AuditEvent>(events.Count);
        foreach (var entry in events)
        {
            if (!await IsThereAsync(transaction, entry))
            {
                missing.Add(entry);
            }
        }

        return missing.Count == 0 ? null : await AppendAsync(transaction, missing);
    }

    /// <returns>Tells whether the last of the events is there; none were, where there are none.</returns>
    public static async Task<Func<MongoCollections, Task<bool>>?> AppendAsync(
        MongoTransaction transaction, IReadOnlyList<AuditEvent> events)
    {
        var collections = transaction.Collections;
        var streams = events.GroupBy(static entry => entry.LogType, StringComparer.Ordinal).ToList();
        var heads = (await transaction.FindAsync(
            collections.AuditHeads, Query.In("_id", streams.Select(static stream => (BsonValue)stream.Key)), streams.Count))
            .Select(AuditEventRow.ReadHead).ToDictionary(static head => head.Stream, StringComparer.Ordinal);
        var rows = new List<BsonDocument>();
        foreach (var stream in streams)
        {
            var head = heads.GetValueOrDefault(stream.Key) ?? new(stream.Key, 0, AuditChain.Start);
            foreach (var entry in stream)
            {
                var placed = entry with { Number = head.Number + 1, Previous = head.Hash };
                var body = placed.ToBytes();
                head = new(stream.Key, placed.Number, AuditChain.HashOf(body));
                rows.Add(AuditEventRow.Write(placed, head.Hash, body));
            }

            heads[stream.Key] = head;
        }

        // The ends last: everybody writes them, and a process that is killed keeps what it has written until the server gives it up.
        await transaction.InsertAsync(collections.AuditEvents, rows);
        await transaction.PutAsync(collections.AuditHeads, [.. heads.Values.Select(AuditEventRow.WriteHead)]);
        return rows is [.., var last] ? other => IsThereAsync(other, last) : null;
    }

    private static async Task<bool> IsThereAsync(MongoTransaction transaction, AuditEvent entry) =>
        entry.EventId is { } id && (await transaction.FindAsync(
            transaction.Collections.AuditEvents,
            Query.And(new("at", AuditColumns.Of(entry).At), new("stream", entry.LogType)), MaxOfMoment))
            .Exists(row => AuditEvent.Of(AuditEventRow.Read(row).Body).EventId == id);

    private static async Task<bool> IsThereAsync(MongoCollections collections, BsonDocument row)
    {
        using var found = await collections.AuditEvents.FindAsync(Query.And(Query.Id(row["_id"]), new("hash", row["hash"])));
        return await found.AnyAsync();
    }
}
