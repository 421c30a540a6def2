using System.Data.Common;
using System.Globalization;
using System.Text;
using System.Text.Json;
using McpGateway.Foundation.Auditing;
using McpGateway.Foundation.Records;
using McpGateway.Storage.Sql;

namespace McpGateway.Storage.Transfer;

/// <summary>
/// The audit on its way from a store to another: rows pass as records of streams that no record log has. What a row's columns say is made
/// anew from the event; its bytes and hashes are what they were, so that signatures hold.
/// </summary>
internal static class AuditTransfer
{
    private const string Events = "audit_events";
    private const string Heads = "audit_heads";
    private const string Statements = "audit_statements";
    private const string Deliveries = "audit_deliveries";
    private const int PageSize = 500;

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

    /// <summary>Whether records of this stream are the audit's.</summary>
    public static bool Is(string stream) => stream is Events or Heads or Statements or Deliveries;

    /// <param name="session">In the snapshot in which the documents are read: the audit tells of just these.</param>
    /// <param name="sink">Where it goes.</param>
    /// <param name="cancellationToken">Ends the transfer.</param>
    public static async Task ReadAsync(SqlSession session, IContentSink sink, CancellationToken cancellationToken)
    {
        await GiveAsync(Heads, await session.ReadAsync(ReadHeads, ToHead, cancellationToken), sink, cancellationToken);
        await GiveAsync(
            Statements, await session.ReadAsync(AuditSql.ReadStatements, ToStatement, cancellationToken), sink, cancellationToken);
        await GiveAsync(Deliveries, await session.ReadAsync(ReadDeliveries, ToDelivery, cancellationToken), sink, cancellationToken);
        var (stream, number) = ("", 0L);
        List<LogEntry> page;
        do
        {
            page = await session.ReadAsync(ReadEvents, ToEvent, cancellationToken, ("@stream", stream), ("@number", number));
            await GiveAsync(Events, page, sink, cancellationToken);
            (stream, number) = page is [.., { User: { } last } end] ? (last, NumberOf(end.Subject)) : (stream, number);
        }
        while (page.Count == PageSize);
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
                Events => (AuditSql.Add, EventOf(record)),
                Heads => (PutHead,
                    [("@stream", record.User), ("@number", NumberOf(record.Subject)), ("@hash", record.Server)]),
                Statements => (AuditSql.AddStatement,
                [
                    ("@stream", record.User), ("@number", NumberOf(record.Subject)), ("@kind", record.Outcome),
                    ("@at", Microseconds.From(record.At)), ("@statement", record.Body),
                ]),
                _ => (AuditSql.WriteDelivery,
                [
                    ("@receiver", record.User), ("@stream", record.Subject), ("@number", NumberOf(record.Server)),
                    ("@dropped", NumberOf(record.Outcome)),
                ]),
            };
            await session.ExecuteAsync(sql, cancellationToken, parameters);
        }
    }

    private static (string, object?)[] EventOf(LogEntry record)
    {
        try
        {
            var body = Encoding.UTF8.GetBytes(record.Body);
            return AuditAppender.ValuesOf(AuditEvent.Of(body), record.Server!, body);
        }
        catch (JsonException failure)
        {
            throw new InvalidDataException($"The event {record.User}:{record.Subject} of the audit is not readable.", failure);
        }
    }

    private static Task GiveAsync(string stream, List<LogEntry> records, IContentSink sink, CancellationToken cancellationToken) =>
        records.Count == 0 ? Task.CompletedTask : sink.AddAsync(stream, records, cancellationToken);

    private static long NumberOf(string? text) => long.Parse(text ?? "", NumberStyles.None, CultureInfo.InvariantCulture);

    private static string TextOf(DbDataReader reader, int column) => reader.GetInt64(column).ToString(CultureInfo.InvariantCulture);

    private static LogEntry ToEvent(DbDataReader reader) => new()
    {
        Stream = Events,
        At = Microseconds.ToTime(reader.GetInt64(2)),
        User = reader.GetString(0),
        Subject = TextOf(reader, 1),
        Server = reader.GetString(3),
        Body = reader.GetString(4),
    };

    private static LogEntry ToHead(DbDataReader reader) => new()
    {
        Stream = Heads,
        At = DateTimeOffset.UnixEpoch,
        User = reader.GetString(0),
        Subject = TextOf(reader, 1),
        Server = reader.GetString(2),
        Body = "",
    };

    private static LogEntry ToStatement(DbDataReader reader) => new()
    {
        Stream = Statements,
        At = Microseconds.ToTime(reader.GetInt64(2)),
        User = reader.GetString(0),
        Subject = TextOf(reader, 1),
        Outcome = reader.GetString(3),
        Body = reader.GetString(4),
    };

    private static LogEntry ToDelivery(DbDataReader reader) => new()
    {
        Stream = Deliveries,
        At = DateTimeOffset.UnixEpoch,
        User = reader.GetString(0),
        Subject = reader.GetString(1),
        Server = TextOf(reader, 2),
        Outcome = TextOf(reader, 3),
        Body = "",
    };
}
