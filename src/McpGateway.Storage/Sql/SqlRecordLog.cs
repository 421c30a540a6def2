using System.Data.Common;
using McpGateway.Foundation;
using McpGateway.Foundation.Records;

namespace McpGateway.Storage.Sql;

/// <summary>The record log on either database.</summary>
internal sealed class SqlRecordLog(ISqlDatabase database) : IRecordLog
{
    private static readonly string AppendOne = RecordSql.Append(1);

    private readonly string _appendMany = RecordSql.Append(database.RowsPerInsert);

    public Task AppendAsync(IReadOnlyList<LogEntry> entries, CancellationToken cancellationToken) =>
        entries.Count == 0
            ? Task.CompletedTask
            : database.WriteAsync((session, token) => AppendAsync(session, entries, token), takesRevision: false, cancellationToken);

    public async Task<Result<LogPage>> QueryAsync(LogFilter filter, string? cursor, int pageSize, CancellationToken cancellationToken)
    {
        if (pageSize is < 1 or > IRecordLog.MaxPageSize)
        {
            return new Error(ErrorKind.Invalid, $"A page has 1 to {IRecordLog.MaxPageSize} records.");
        }

        var after = cursor is null ? null : LogCursor.Parse(cursor);
        if (cursor is not null && after is null)
        {
            return new Error(ErrorKind.Invalid, "The cursor is not one that this log gave out. Start again without it.");
        }

        // One more than asked for tells whether there is a next page.
        var (sql, parameters) = RecordSql.Query(filter, after, pageSize + 1);
        var rows = await database.ReadAsync((session, token) => session.ReadAsync(sql, ToRow, token, parameters), cancellationToken);
        var page = rows.Take(pageSize).ToList();
        return new LogPage([.. page.Select(row => row.Entry)], rows.Count > pageSize ? page[^1].Cursor.ToString() : null);
    }

    public async Task<IReadOnlyList<LogBucket>> AggregateAsync(
        LogFilter filter, TimeSpan bucket, LogGrouping grouping, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bucket, TimeSpan.FromSeconds(1));
        var (sql, parameters) = RecordSql.Aggregate(filter, bucket.Ticks / TimeSpan.TicksPerMicrosecond, grouping);
        return await database.ReadAsync((session, token) => session.ReadAsync(sql, ToBucket, token, parameters), cancellationToken);
    }

    public async Task<long> TrimAsync(string stream, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var total = 0L;
        int removed;
        do
        {
            removed = await database.WriteAsync(
                (session, token) => TrimAsync(session, stream, before, token), takesRevision: false, cancellationToken);
            total += removed;
        }
        while (removed > 0);
        return total;
    }

    private async Task<WriteOutcome<int>> AppendAsync(
        SqlSession session, IReadOnlyList<LogEntry> entries, CancellationToken cancellationToken)
    {
        for (var done = 0; done < entries.Count;)
        {
            // Two statements at most, whatever the size of the batch: they stay prepared.
            var rows = entries.Count - done >= database.RowsPerInsert ? database.RowsPerInsert : 1;
            await session.ExecuteAsync(rows == 1 ? AppendOne : _appendMany, cancellationToken, RecordSql.Values(entries, done, rows));
            done += rows;
        }

        return new(entries.Count, Keep: true);
    }

    private static async Task<WriteOutcome<int>> TrimAsync(
        SqlSession session, string stream, DateTimeOffset before, CancellationToken cancellationToken) =>
        new(
            await session.ExecuteAsync(RecordSql.Trim, cancellationToken, ("@stream", stream), ("@before", Microseconds.From(before))),
            Keep: true);

    private static Row ToRow(DbDataReader reader) => new(
        new()
        {
            Stream = reader.GetString(0),
            At = Microseconds.ToTime(reader.GetInt64(1)),
            User = Text(reader, 2),
            Subject = Text(reader, 3),
            Server = Text(reader, 4),
            Outcome = Text(reader, 5),
            Value = Number(reader, 6),
            Body = reader.GetString(7),
        },
        new(reader.GetInt64(1), reader.GetInt64(8)));

    private static LogBucket ToBucket(DbDataReader reader) => new()
    {
        At = Microseconds.ToTime(reader.GetInt64(0)),
        Group = Text(reader, 1),
        Count = reader.GetInt64(2),
        Mean = Number(reader, 3),
        P50 = Number(reader, 4),
        P95 = Number(reader, 5),
        P99 = Number(reader, 6),
        Max = Number(reader, 7),
    };

    private static string? Text(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static double? Number(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetDouble(column);

    private sealed record Row(LogEntry Entry, LogCursor Cursor);
}
