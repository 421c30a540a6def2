using System.Collections.Concurrent;
using McpGateway.Foundation;
using McpGateway.Foundation.Records;
using McpGateway.Storage.Blocks;
using McpGateway.Storage.MongoDB.Database;
using McpGateway.Storage.Records;
using McpGateway.Storage.Sql;

namespace McpGateway.Storage.MongoDB.Records;

/// <summary>The record log on MongoDB: the blocks of ADR 29, with the day as a field; a day is some thousand documents.</summary>
internal sealed class MongoRecordLog(MongoDatabase database) : IRecordLog, IDisposable
{
    private static readonly TimeSpan TurnOfAll = TimeSpan.FromHours(1);

    private readonly RecordNumbers _numbers = new();
    private readonly ConcurrentDictionary<string, DateTimeOffset> _nextTurnOfAll = new(StringComparer.Ordinal);

    /// <summary>Batches of one writer add to the same sums: of two at once, one would have to run again.</summary>
    private readonly SemaphoreSlim _appending = new(1, 1);

    private readonly string _self = $"{Guid.NewGuid():n}";

    /// <summary>Of a period in microseconds: a day, but for tests. Never changes for a database.</summary>
    public long Length { get; init; } = TimeSpan.TicksPerDay / TimeSpan.TicksPerMicrosecond;

    private PeriodWork Periods => new(database, _numbers) { Length = Length };

    public async Task AppendAsync(IReadOnlyList<LogEntry> entries, LogBatchId? batch, CancellationToken cancellationToken)
    {
        var first = _numbers.Take(entries.Count);
        var parts = RecordPart.Arrange(entries.Select((entry, index) => LogRow.Of(entry, first + index)), Length, _numbers);
        await _appending.WaitAsync(cancellationToken);
        try
        {
            foreach (var part in parts)
            {
                await database.WriteAsync(
                    transaction => PartWrites.StoreAsync(transaction, part, batch?.Writer ?? _self, batch, _numbers), inTurn: false,
                    cancellationToken);
            }
        }
        finally
        {
            _appending.Release();
        }
    }

    public async Task<Result<LogPage>> QueryAsync(LogFilter filter, string? cursor, int pageSize, CancellationToken cancellationToken)
    {
        if (LogPaging.FindProblem(filter, cursor, pageSize) is { } problem)
        {
            return problem;
        }

        var (matcher, after) = (new BlockFilter(filter), LogPaging.Parse(cursor));
        var rows = await database.RunAsync(
            (collections, token) => new BlockPages(
                new MongoBlockScan(collections, filter.Stream, Length, matcher, after), filter.Stream, matcher, after)
                .ReadAsync(pageSize + 1, token),
            cancellationToken);

        // What is packed between two readings may be in both.
        return LogPaging.ToPage([.. rows.DistinctBy(static row => row.Cursor)], pageSize);
    }

    public async Task<IReadOnlyList<LogBucket>> AggregateAsync(
        LogFilter filter, TimeSpan bucket, LogGrouping grouping, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bucket, TimeSpan.FromSeconds(1));
        var aggregation = new LogAggregation(bucket.Ticks / TimeSpan.TicksPerMicrosecond);
        var matcher = new BlockFilter(filter);
        await database.RunAsync(
            (collections, token) => BlockValues.AddAsync(
                new MongoBlockScan(collections, filter.Stream, Length, matcher, null), matcher, aggregation, grouping, token),
            cancellationToken);
        return aggregation.ToBuckets();
    }

    public async Task<long> TrimAsync(string stream, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var limit = Microseconds.From(before)!.Value;
        var total = 0L;
        foreach (var key in (await Periods.ListAsync(stream, cancellationToken)).Where(key => key.Start + Length <= limit))
        {
            total += await Periods.DropAsync(key, cancellationToken);
        }

        return total;
    }

    public async Task<bool> MaintainAsync(string stream, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var present = PartitionKey.Of(stream, Microseconds.From(now)!.Value, Length);
        var isTurnOfAll = now >= _nextTurnOfAll.GetValueOrDefault(stream);
        IEnumerable<PartitionKey> keys = isTurnOfAll
            ? await Periods.ListAsync(stream, cancellationToken)
            : [present with { Start = present.Start - Length }, present];
        foreach (var key in keys)
        {
            await Periods.PackAsync(key, cancellationToken);
        }

        if (isTurnOfAll)
        {
            _nextTurnOfAll[stream] = now + TurnOfAll;
        }

        return false;
    }

    public void Dispose() => _appending.Dispose();
}
