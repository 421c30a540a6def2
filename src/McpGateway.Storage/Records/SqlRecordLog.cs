using System.Data.Common;
using McpGateway.Foundation;
using McpGateway.Foundation.Records;
using McpGateway.Storage.Blocks;
using McpGateway.Storage.Sql;

namespace McpGateway.Storage.Records;

/// <summary>
/// The record log on either database. Large batches become blocks, small ones single records; readers see one log (ADR 29).
/// </summary>
internal sealed class SqlRecordLog(ISqlDatabase database) : IRecordLog
{
    /// <summary>Records of one stream in a batch from which on they are written as blocks.</summary>
    public int BlockFrom { get; init; } = 64;

    private static readonly string AppendOne = RecordSql.Append(1);

    private readonly string _appendMany = RecordSql.Append(database.RowsPerInsert);

    public Task AppendAsync(IReadOnlyList<LogEntry> entries, CancellationToken cancellationToken)
    {
        if (entries.Count == 0)
        {
            return Task.CompletedTask;
        }

        var (rows, blocks) = Arrange(entries);
        return database.WriteAsync(
            (session, token) => AppendAsync(session, rows, blocks, token), takesRevision: false, cancellationToken);
    }

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
        var rows = await database.ReadAsync((session, token) => ReadAsync(session, filter, after, pageSize + 1, token), cancellationToken);
        var page = rows.Take(pageSize).ToList();
        return new LogPage([.. page.Select(row => row.Entry)], rows.Count > pageSize ? page[^1].Cursor.ToString() : null);
    }

    public async Task<IReadOnlyList<LogBucket>> AggregateAsync(
        LogFilter filter, TimeSpan bucket, LogGrouping grouping, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bucket, TimeSpan.FromSeconds(1));
        var aggregation = new LogAggregation(bucket.Ticks / TimeSpan.TicksPerMicrosecond);
        await database.ReadAsync(
            async (session, token) =>
            {
                await AddRowsAsync(session, aggregation, filter, grouping, token);
                await BlockValues.AddAsync(session, aggregation, filter, grouping, token);
                return true;
            },
            cancellationToken);
        return aggregation.ToBuckets();
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

    /// <summary>Packed before the write, so that the one writer of a database does not spend its time on it.</summary>
    private (List<LogEntry> Rows, List<(string Stream, RecordBlock Block)> Blocks) Arrange(IReadOnlyList<LogEntry> entries)
    {
        var rows = new List<LogEntry>();
        var blocks = new List<(string, RecordBlock)>();
        foreach (var stream in entries.GroupBy(entry => entry.Stream, StringComparer.Ordinal))
        {
            foreach (var chunk in stream.Chunk(RecordBlock.MaxCount))
            {
                if (chunk.Length < BlockFrom)
                {
                    rows.AddRange(chunk);
                }
                else
                {
                    blocks.Add((stream.Key, RecordBlock.Of(chunk)));
                }
            }
        }

        return (rows, blocks);
    }

    private async Task<WriteOutcome<int>> AppendAsync(
        SqlSession session, List<LogEntry> rows, List<(string Stream, RecordBlock Block)> blocks, CancellationToken cancellationToken)
    {
        for (var done = 0; done < rows.Count;)
        {
            // Two statements at most, whatever the size of the batch: they stay prepared.
            var count = rows.Count - done >= database.RowsPerInsert ? database.RowsPerInsert : 1;
            await session.ExecuteAsync(count == 1 ? AppendOne : _appendMany, cancellationToken, RecordSql.Values(rows, done, count));
            done += count;
        }

        foreach (var (stream, block) in blocks)
        {
            await session.ExecuteAsync(
                BlockSql.Append, cancellationToken, BlockSql.Values(block, ("@stream", StoredText.Clean(stream))));
        }

        return new(rows.Count + blocks.Count, Keep: true);
    }

    private static async Task<IReadOnlyList<LogRow>> ReadAsync(
        SqlSession session, LogFilter filter, LogCursor? after, int limit, CancellationToken cancellationToken)
    {
        var (sql, parameters) = RecordSql.Query(filter, after, limit);
        var rows = await session.ReadAsync(sql, ToRow, cancellationToken, parameters);
        rows.AddRange(await new BlockPages(session, filter, after).ReadAsync(limit, cancellationToken));
        rows.Sort(LogRow.NewestFirst);
        return rows[..Math.Min(limit, rows.Count)];
    }

    private static async Task AddRowsAsync(
        SqlSession session, LogAggregation aggregation, LogFilter filter, LogGrouping grouping, CancellationToken cancellationToken)
    {
        var (sql, parameters) = RecordSql.Values(filter, grouping);
        await session.ReadAsync(
            sql,
            reader =>
            {
                aggregation.Add(reader.GetInt64(0), Text(reader, 1), Number(reader, 2));
                return true;
            },
            cancellationToken, parameters);
    }

    private static async Task<WriteOutcome<int>> TrimAsync(
        SqlSession session, string stream, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var limit = Microseconds.From(before)!.Value;
        var rows = await session.ExecuteAsync(RecordSql.Trim, cancellationToken, ("@stream", stream), ("@before", limit));
        return new(rows + await BlockTrim.RunAsync(session, stream, limit, cancellationToken), Keep: true);
    }

    private static LogRow ToRow(DbDataReader reader) => new(
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

    private static string? Text(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static double? Number(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetDouble(column);
}
