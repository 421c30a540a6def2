using System.Data.Common;
using McpGateway.Foundation;
using McpGateway.Foundation.Auditing;
using McpGateway.Storage.Sql;

namespace McpGateway.Storage.Audit;

/// <summary>The audit on either database.</summary>
internal sealed class SqlAuditTrail(ISqlDatabase database) : IAuditTrail
{
    /// <summary>Events that one transaction removes: on SQLite writers wait for so long, some milliseconds.</summary>
    private const long RemovedAtOnce = 500;

    public Task AppendAsync(IReadOnlyList<AuditEvent> events, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(events);
        return WriteAsync((session, token) => AuditAppender.AppendOnceAsync(session, events, token), cancellationToken);
    }

    public async Task<Result<AuditRows>> QueryAsync(
        AuditFilter filter, string? cursor, int pageSize, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var begin = AuditPaging.Begin(cursor, pageSize);
        if (!begin.IsSuccess)
        {
            return begin.Error;
        }

        // One more tells whether there is another page.
        var (sql, parameters) = AuditSql.Find(filter, begin.Value, pageSize + 1);
        var rows = await database.ReadAsync(
            (session, token) => session.ReadAsync(sql, AuditColumns.ReadRow, token, parameters), cancellationToken);
        return AuditPaging.ToPage(rows, pageSize);
    }

    public async Task<IReadOnlyList<AuditRow>> ReadAsync(
        string stream, long after, int count, CancellationToken cancellationToken) => await database.ReadAsync(
            (session, token) => session.ReadAsync(
                AuditSql.Read, AuditColumns.ReadRow, token, ("@stream", stream), ("@after", after), ("@limit", (long)count)),
            cancellationToken);

    public async Task<IReadOnlyList<AuditHead>> ReadHeadsAsync(CancellationToken cancellationToken) => await database.ReadAsync(
        static (session, token) => session.ReadAsync(
            AuditSql.ReadHeads, static reader => new AuditHead(reader.GetString(0), reader.GetInt64(1), reader.GetString(2)), token),
        cancellationToken);

    public async Task<IReadOnlyList<AuditTally>> CountAsync(AuditFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var (sql, parameters) = AuditSql.Count(filter);
        return await database.ReadAsync(
            (session, token) => session.ReadAsync(
                sql,
                static reader => new AuditTally(
                    reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4),
                    reader.GetInt64(5)),
                token, parameters),
            cancellationToken);
    }

    public async Task<IReadOnlyList<AuditCount>> CountUsersAsync(AuditFilter filter, int top, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var (sql, parameters) = AuditSql.CountUsers(filter, top);
        return await database.ReadAsync(
            (session, token) => session.ReadAsync(
                sql, static reader => new AuditCount(reader.GetString(0), reader.GetInt64(1)), token, parameters),
            cancellationToken);
    }

    public async Task<IReadOnlyList<AuditSigned>> ListStatementsAsync(CancellationToken cancellationToken) => await database.ReadAsync(
        static (session, token) => session.ReadAsync(AuditSql.ReadStatements, ToStatement, token), cancellationToken);

    public async Task<AuditSigned?> FindNewestStatementAsync(
        string stream, DateTimeOffset? until, CancellationToken cancellationToken) => (await database.ReadAsync(
            (session, token) => session.ReadAsync(
                AuditSql.NewestStatement, ToStatement, token, ("@stream", stream),
                ("@until", Microseconds.From(until) ?? long.MaxValue)),
            cancellationToken)).FirstOrDefault();

    public Task AddStatementAsync(AuditSigned statement, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(statement);
        return ExecuteAsync(
            AuditSql.AddStatement, cancellationToken, ("@stream", statement.Stream), ("@number", statement.Number),
            ("@kind", statement.Kind), ("@at", Microseconds.From(statement.At)), ("@statement", statement.Statement));
    }

    public async Task<long> RemoveAsync(string stream, long upTo, CancellationToken cancellationToken)
    {
        // Asked once: on PostgreSQL the next question would have to step over all that was removed and not yet vacuumed.
        var first = await database.ReadAsync(
            (session, token) => session.ReadNumberAsync(AuditSql.FirstNumber, token, ("@stream", stream)), cancellationToken);
        var removed = 0L;
        for (var from = first; from > 0 && from <= upTo; from += RemovedAtOnce)
        {
            removed += await ExecuteAsync(
                AuditSql.Remove, cancellationToken, ("@stream", stream), ("@from", from),
                ("@until", Math.Min(from + RemovedAtOnce, upTo + 1)));
        }

        await ExecuteAsync(AuditSql.RemoveStatements, cancellationToken, ("@stream", stream), ("@number", upTo));
        return removed;
    }

    public async Task<IReadOnlyDictionary<string, AuditDelivery>> ReadDeliveriesAsync(
        string receiver, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(
            (session, token) => session.ReadAsync(
                AuditSql.ReadDeliveries,
                static reader => (Stream: reader.GetString(0), Delivery: new AuditDelivery(reader.GetInt64(1), reader.GetInt64(2))), token,
                ("@receiver", receiver)),
            cancellationToken);
        return rows.ToDictionary(static row => row.Stream, static row => row.Delivery, StringComparer.Ordinal);
    }

    public Task WriteDeliveryAsync(string receiver, string stream, AuditDelivery delivery, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        return ExecuteAsync(
            AuditSql.WriteDelivery, cancellationToken, ("@receiver", receiver), ("@stream", stream), ("@number", delivery.Number),
            ("@dropped", delivery.Dropped));
    }

    private static AuditSigned ToStatement(DbDataReader reader) => new(
        reader.GetString(0), reader.GetInt64(1), Microseconds.ToTime(reader.GetInt64(2)), reader.GetString(3), reader.GetString(4));

    private Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken, params (string, object?)[] parameters) =>
        database.WriteAsync(
            async (session, token) => new WriteOutcome<int>(await session.ExecuteAsync(sql, token, parameters), Keep: true),
            takesRevision: false, cancellationToken);

    private Task<bool> WriteAsync(Func<SqlSession, CancellationToken, Task> write, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (session, token) =>
            {
                await write(session, token);
                return new WriteOutcome<bool>(true, Keep: true);
            },
            takesRevision: false, cancellationToken);
}
