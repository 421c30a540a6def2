using System.Text;
using McpGateway.Contracts.Audit;
using McpGateway.Foundation.Auditing;

namespace McpGateway.Storage.Sql;

/// <summary>
/// Puts events at the ends of their chains, within a transaction of the caller's. The end of a stream is locked until that ends, so that
/// replicas append one after the other; streams are locked in one order.
/// </summary>
internal static class AuditAppender
{
    /// <summary>Of a commit, which itself happens once.</summary>
    public static Task AppendAsync(SqlSession session, IReadOnlyList<AuditEvent> events, CancellationToken cancellationToken) =>
        AppendAsync(session, events, onlyOnce: false, cancellationToken);

    /// <summary>Leaves out what is there already.</summary>
    public static Task AppendOnceAsync(SqlSession session, IReadOnlyList<AuditEvent> events, CancellationToken cancellationToken) =>
        AppendAsync(session, events, onlyOnce: true, cancellationToken);

    private static async Task AppendAsync(
        SqlSession session, IReadOnlyList<AuditEvent> events, bool onlyOnce, CancellationToken cancellationToken)
    {
        foreach (var stream in events.GroupBy(static entry => entry.LogType, StringComparer.Ordinal).OrderBy(
            static group => group.Key, StringComparer.Ordinal))
        {
            var (number, hash) = await LockAsync(session, stream.Key, cancellationToken);
            foreach (var entry in stream)
            {
                // Behind the lock: an append of the same events that is not over yet is waited for.
                if (onlyOnce && await IsThereAsync(session, entry, cancellationToken))
                {
                    continue;
                }

                number++;
                var placed = entry with { Number = number, Previous = hash };
                var body = placed.ToBytes();
                hash = AuditChain.HashOf(body);
                await session.ExecuteAsync(AuditSql.Add, cancellationToken, ValuesOf(placed, hash, body));
            }

            await session.ExecuteAsync(
                AuditSql.WriteHead, cancellationToken, ("@number", number), ("@hash", hash), ("@stream", stream.Key));
        }
    }

    private static async Task<bool> IsThereAsync(SqlSession session, AuditEvent entry, CancellationToken cancellationToken) =>
        entry.EventId is { } id && (await session.ReadAsync(
            AuditSql.OfMoment, static reader => AuditEvent.Of(Encoding.UTF8.GetBytes(reader.GetString(0))).EventId, cancellationToken,
            ("@at", AuditColumns.Of(entry).At), ("@stream", entry.LogType))).Contains(id);

    private static async Task<(long Number, string Hash)> LockAsync(
        SqlSession session, string stream, CancellationToken cancellationToken)
    {
        var head = await ReadHeadAsync(session, stream, cancellationToken);
        if (head.Count == 0)
        {
            await session.ExecuteAsync(AuditSql.AddHead, cancellationToken, ("@stream", stream), ("@hash", AuditChain.Start));
            head = await ReadHeadAsync(session, stream, cancellationToken);
        }

        return head[0];
    }

    private static Task<List<(long, string)>> ReadHeadAsync(SqlSession session, string stream, CancellationToken cancellationToken) =>
        session.ReadAsync(
            AuditSql.LockHead, static reader => (reader.GetInt64(0), reader.GetString(1)), cancellationToken, ("@stream", stream));

    /// <summary>A row for <see cref="AuditSql.Add"/>.</summary>
    public static (string, object?)[] ValuesOf(AuditEvent entry, string hash, byte[] body)
    {
        var columns = AuditColumns.Of(entry);
        return
        [
            ("@stream", entry.LogType), ("@number", entry.Number), ("@at", columns.At), ("@user", columns.User),
            ("@operation", columns.Operation), ("@type", columns.ResourceType), ("@resource", columns.ResourceId),
            ("@outcome", columns.Outcome), ("@decision", columns.Decision), ("@address", columns.ClientIp),
            ("@request", columns.RequestId), ("@status", columns.Status), ("@hash", hash), ("@body", Encoding.UTF8.GetString(body)),
        ];
    }
}
