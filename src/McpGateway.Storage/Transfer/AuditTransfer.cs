using System.Data.Common;
using McpGateway.Foundation.Auditing;
using McpGateway.Foundation.Records;
using McpGateway.Storage.Sql;

namespace McpGateway.Storage.Transfer;

/// <summary>Reads and writes the audit of an SQL database for <see cref="AuditEntries"/>.</summary>
internal static class AuditTransfer
{
    private const string ReadEvents =
        "SELECT stream, number, at, hash, body FROM audit_events WHERE (stream, number) > (@stream, @number) "
            + "ORDER BY stream, number LIMIT 500";

    private const string ReadHeads = "SELECT stream, number, hash FROM audit_heads WHERE number > 0 ORDER BY stream";

    private const string ReadDeliveries = "SELECT receiver, stream, number, dropped FROM audit_deliveries ORDER BY receiver, stream";

    private const string PutHead =
        "INSERT INTO audit_heads (stream, number, hash) VALUES (@stream, @number, @hash) "
            + "ON CONFLICT (stream) DO UPDATE SET number = excluded.number, hash = excluded.hash";

    /// <summary>Removes the audit of a store that is to be filled.</summary>
    public static readonly IReadOnlyList<string> Remove =
    [
        "DELETE FROM audit_events", "DELETE FROM audit_statements", "DELETE FROM audit_deliveries",
        "UPDATE audit_heads SET number = 0, hash = '0000000000000000000000000000000000000000000000000000000000000000'",
    ];

    /// <param name="session">In the snapshot in which the documents are read: the audit tells of just these.</param>
    /// <param name="sink">Where it goes.</param>
    /// <param name="cancellationToken">Ends the transfer.</param>
    public static async Task ReadAsync(SqlSession session, IContentSink sink, CancellationToken cancellationToken)
    {
        await GiveAsync(AuditEntries.Heads, await session.ReadAsync(ReadHeads, ToHead, cancellationToken), sink, cancellationToken);
        await GiveAsync(
            AuditEntries.Statements, await session.ReadAsync(AuditSql.ReadStatements, ToStatement, cancellationToken), sink,
            cancellationToken);
        await GiveAsync(
            AuditEntries.Deliveries, await session.ReadAsync(ReadDeliveries, ToDelivery, cancellationToken), sink, cancellationToken);
        var (stream, number) = ("", 0L);
        List<LogEntry> page;
        do
        {
            page = await session.ReadAsync(ReadEvents, ToEvent, cancellationToken, ("@stream", stream), ("@number", number));
            await GiveAsync(AuditEntries.Events, page, sink, cancellationToken);
            (stream, number) = page is [.., { User: { } last } end] ? (last, AuditEntries.NumberOf(end.Subject)) : (stream, number);
        }
        while (page.Count == AuditEntries.PageSize);
    }

    /// <summary>Writes what came of one of these streams.</summary>
    /// <exception cref="InvalidDataException">A record is none of the audit's.</exception>
    public static async Task WriteAsync(
        SqlSession session, string stream, IReadOnlyList<LogEntry> records, CancellationToken cancellationToken)
    {
        foreach (var record in records)
        {
            var (sql, parameters) = stream switch
            {
                AuditEntries.Events => (AuditSql.Add, EventOf(record)),
                AuditEntries.Heads => (PutHead, ValuesOf(AuditEntries.HeadOf(record))),
                AuditEntries.Statements => (AuditSql.AddStatement, ValuesOf(AuditEntries.StatementOf(record))),
                _ => (AuditSql.WriteDelivery, ValuesOf(AuditEntries.DeliveryOf(record))),
            };
            await session.ExecuteAsync(sql, cancellationToken, parameters);
        }
    }

    private static (string, object?)[] EventOf(LogEntry record)
    {
        var (audited, body) = AuditEntries.EventOf(record);
        return AuditAppender.ValuesOf(audited, record.Server!, body);
    }

    private static (string, object?)[] ValuesOf(AuditHead head) =>
        [("@stream", head.Stream), ("@number", head.Number), ("@hash", head.Hash)];

    private static (string, object?)[] ValuesOf(AuditSigned statement) =>
    [
        ("@stream", statement.Stream), ("@number", statement.Number), ("@kind", statement.Kind),
        ("@at", Microseconds.From(statement.At)), ("@statement", statement.Statement),
    ];

    private static (string, object?)[] ValuesOf((string Receiver, string Stream, AuditDelivery Delivery) delivery) =>
    [
        ("@receiver", delivery.Receiver), ("@stream", delivery.Stream), ("@number", delivery.Delivery.Number),
        ("@dropped", delivery.Delivery.Dropped),
    ];

    private static Task GiveAsync(string stream, List<LogEntry> records, IContentSink sink, CancellationToken cancellationToken) =>
        records.Count == 0 ? Task.CompletedTask : sink.AddAsync(stream, records, cancellationToken);

    private static LogEntry ToEvent(DbDataReader reader) => AuditEntries.OfEvent(
        reader.GetString(0), reader.GetInt64(1), Microseconds.ToTime(reader.GetInt64(2)), reader.GetString(3), reader.GetString(4));

    private static LogEntry ToHead(DbDataReader reader) =>
        AuditEntries.Of(new AuditHead(reader.GetString(0), reader.GetInt64(1), reader.GetString(2)));

    private static LogEntry ToStatement(DbDataReader reader) => AuditEntries.Of(new AuditSigned(
        reader.GetString(0), reader.GetInt64(1), Microseconds.ToTime(reader.GetInt64(2)), reader.GetString(3), reader.GetString(4)));

    private static LogEntry ToDelivery(DbDataReader reader) => AuditEntries.Of(
        reader.GetString(0), reader.GetString(1), new(reader.GetInt64(2), reader.GetInt64(3)));
}
