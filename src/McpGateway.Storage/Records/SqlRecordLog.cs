using System.Collections.Concurrent;
using McpGateway.Foundation;
using McpGateway.Foundation.Records;
using McpGateway.Storage.Blocks;
using McpGateway.Storage.Earlier;
using McpGateway.Storage.Series;
using McpGateway.Storage.Sql;

namespace McpGateway.Storage.Records;

/// <summary>The record log on either database: blocks of records, in partitions by time (ADR 29, ADR 36).</summary>
internal sealed class SqlRecordLog(ISqlDatabase database, IRecordPartitions partitions) : IRecordLog
{
    /// <summary>Old periods get late records only: they are packed once in so long, the newest two each time.</summary>
    private static readonly TimeSpan TurnOfAll = TimeSpan.FromHours(1);

    private readonly RecordNumbers _numbers = new();
    private readonly ConcurrentDictionary<string, DateTimeOffset> _nextTurnOfAll = new(StringComparer.Ordinal);

    /// <summary>Whose sums entries are added to that come without the name of a writer.</summary>
    private readonly string _self = $"{Guid.NewGuid():n}";

    public async Task AppendAsync(IReadOnlyList<LogEntry> entries, LogBatchId? batch, CancellationToken cancellationToken)
    {
        var first = _numbers.Take(entries.Count);
        var rows = entries.Select((entry, index) => LogRow.Of(entry, first + index));
        foreach (var part in RecordPart.Arrange(rows, partitions.Length, _numbers))
        {
            await partitions.WriteAsync(
                part.Key, (session, token) => part.StoreAsync(session, batch?.Writer ?? _self, batch, token), cancellationToken);
        }
    }

    public async Task<Result<LogPage>> QueryAsync(LogFilter filter, string? cursor, int pageSize, CancellationToken cancellationToken)
    {
        return LogPaging.FindProblem(filter, cursor, pageSize) is { } problem
            ? problem
            : LogPaging.ToPage(
                await ReadAsync(filter, LogPaging.Parse(cursor), pageSize + 1, cancellationToken), pageSize);
    }

    public async Task<IReadOnlyList<LogBucket>> AggregateAsync(
        LogFilter filter, TimeSpan bucket, LogGrouping grouping, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bucket, TimeSpan.FromSeconds(1));
        var aggregation = new LogAggregation(bucket.Ticks / TimeSpan.TicksPerMicrosecond);
        await AddEarlierAsync(aggregation, filter, grouping, cancellationToken);
        var matcher = new BlockFilter(filter);
        foreach (var key in await ListAsync(filter, null, cancellationToken))
        {
            await partitions.ReadAsync(
                key,
                (session, token) => BlockValues.AddAsync(
                    new BlockScan(session, partitions, key, matcher, null), matcher, aggregation, grouping, token),
                cancellationToken);
        }

        return aggregation.ToBuckets();
    }

    public async Task<long> TrimAsync(string stream, DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var turn = await partitions.TryBeginDroppingAsync(cancellationToken);
        if (turn is null)
        {
            return 0;
        }

        var total = 0L;
        var limit = Microseconds.From(before)!.Value;
        foreach (var key in (await partitions.ListAsync(stream, cancellationToken)).Reverse())
        {
            if (key.Start + partitions.Length <= limit)
            {
                total += await partitions.ReadAsync(
                    key, (session, token) => session.ReadNumberAsync(BlockSql.Count, token, key.Parameters), cancellationToken);
                await SeriesArchive.KeepAsync(database, partitions, key, cancellationToken);
                await partitions.DropAsync(key, cancellationToken);
            }
        }

        return total;
    }

    public async Task<bool> MaintainAsync(string stream, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var present = PartitionKey.Of(stream, Microseconds.From(now)!.Value, partitions.Length);
        await partitions.EnsureAsync(present, cancellationToken);
        await partitions.EnsureAsync(present with { Start = present.Start + partitions.Length }, cancellationToken);
        var packing = new BlockPacking(partitions, _numbers);
        var isTurnOfAll = now >= _nextTurnOfAll.GetValueOrDefault(stream);
        foreach (var key in await partitions.ListAsync(stream, cancellationToken))
        {
            if (isTurnOfAll || key.Start >= present.Start - partitions.Length)
            {
                await packing.RunAsync(key, cancellationToken);
            }
        }

        if (isTurnOfAll)
        {
            _nextTurnOfAll[stream] = now + TurnOfAll;
        }

        await partitions.RestAsync(present.Start - partitions.Length);
        return await new EarlierMove(database, partitions, _numbers).RunAsync(stream, cancellationToken);
    }

    private async Task<List<LogRow>> ReadAsync(LogFilter filter, LogCursor? after, int limit, CancellationToken cancellationToken)
    {
        var found = await database.ReadAsync(
            (session, token) => EarlierRecords.ReadAsync(session, filter, after, limit, token), cancellationToken);
        var matcher = new BlockFilter(filter);
        foreach (var key in await ListAsync(filter, after, cancellationToken))
        {
            if (found.Count >= limit && found[limit - 1].Cursor.At >= key.Start + partitions.Length)
            {
                // This partition and all that follow are older than what is found.
                break;
            }

            found.AddRange(await partitions.ReadAsync(
                key,
                (session, token) => new BlockPages(new BlockScan(session, partitions, key, matcher, after), key.Stream, matcher, after)
                    .ReadAsync(limit, token),
                cancellationToken) ?? []);

            // What is moved from the earlier tables between the two readings is in both.
            found = [.. found.DistinctBy(static row => row.Cursor)];
            found.Sort(LogRow.NewestFirst);
            found.RemoveRange(Math.Min(limit, found.Count), Math.Max(0, found.Count - limit));
        }

        return found;
    }

    private async Task<IEnumerable<PartitionKey>> ListAsync(LogFilter filter, LogCursor? after, CancellationToken cancellationToken)
    {
        var range = new BlockFilter(filter);
        return (await partitions.ListAsync(filter.Stream, cancellationToken)).Where(
            key => key.Start < range.To && key.Start + partitions.Length > range.From && (after is null || key.Start <= after.Value.At));
    }

    private async Task AddEarlierAsync(
        LogAggregation aggregation, LogFilter filter, LogGrouping grouping, CancellationToken cancellationToken)
    {
        LogCursor? after = null;
        List<LogRow> rows;
        do
        {
            rows = await database.ReadAsync(
                (session, token) => EarlierRecords.ReadAsync(session, filter, after, IRecordLog.MaxPageSize, token), cancellationToken);
            foreach (var row in rows)
            {
                aggregation.Add(row.Cursor.At, BlockValues.GroupOf(row.Entry, grouping), row.Entry.Value);
            }

            after = rows.Count > 0 ? rows[^1].Cursor : null;
        }
        while (rows.Count == IRecordLog.MaxPageSize);
    }
}
