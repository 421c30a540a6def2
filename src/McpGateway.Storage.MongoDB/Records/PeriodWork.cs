using McpGateway.Foundation.Documents;
using McpGateway.Storage.Blocks;
using McpGateway.Storage.MongoDB.Database;
using McpGateway.Storage.Records;
using McpGateway.Storage.Series;
using McpGateway.Storage.Sql;
using MongoDB.Bson;
using MongoDB.Driver;

namespace McpGateway.Storage.MongoDB.Records;

/// <summary>
/// Upkeep of one period: packs its small blocks, and drops it. Two replicas may do so at once: of two that meet, one gives up.
/// </summary>
internal sealed class PeriodWork(MongoDatabase database, RecordNumbers numbers)
{
    /// <summary>Small blocks from which on it is worth it, whatever they hold.</summary>
    private const int Worth = 64;

    private const int MaxBlocks = 256;

    /// <summary>Small blocks that one answer of the server brings.</summary>
    private const int BlocksAtOnce = 16;

    private const int MaxRecords = 4 * RecordBlock.MaxCount;

    /// <summary>The periods of a stream that have records, oldest first.</summary>
    public async Task<List<PartitionKey>> ListAsync(string stream, CancellationToken cancellationToken)
    {
        var periods = new List<PartitionKey>();
        while (true)
        {
            // From one to the next by the index: there are few, and each has many blocks.
            var after = periods is [.., var newest] ? newest.Start : long.MinValue;
            var next = await database.RunAsync(
                async (collections, token) =>
                {
                    using var found = await collections.Blocks.FindAsync(
                        Query.And(new("stream", stream), Query.Is("period", "$gt", after)),
                        new FindOptions<BsonDocument>
                        {
                            Sort = Query.Ascending("stream", "period"),
                            Limit = 1,
                            Projection = Query.Fields("period"),
                        },
                        token);
                    return await found.FirstOrDefaultAsync(token);
                },
                cancellationToken);
            if (next is null)
            {
                return periods;
            }

            periods.Add(new(stream, next["period"].ToInt64()));
        }
    }

    public async Task PackAsync(PartitionKey key, CancellationToken cancellationToken)
    {
        while (await SmallAsync(key, cancellationToken) is { } ids && await TryPackAsync(key, ids))
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <returns>How many records went.</returns>
    public async Task<long> DropAsync(PartitionKey key, CancellationToken cancellationToken)
    {
        var count = await database.RunAsync((collections, token) => CountAsync(collections, key, token), cancellationToken);
        for (var hour = key.Start; hour < key.Start + Length; hour += SeriesSums.Hour)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await database.WriteAsync(
                transaction => KeepHourAsync(transaction, key, SeriesSums.Floor(hour, SeriesSums.Hour)), inTurn: false, cancellationToken);
        }

        // The blocks last: as long as one is there, the period is, and a next call goes on.
        await database.RunAsync(
            async (collections, token) =>
            {
                var period = Query.And(new("stream", key.Stream), new("period", key.Start));
                await collections.Series.DeleteManyAsync(Query.And(period, new("step", SeriesSums.Minute)), token);
                await collections.Writers.DeleteManyAsync(period, token);
                return await collections.Blocks.DeleteManyAsync(period, token);
            },
            cancellationToken);
        return count;
    }

    /// <summary>Of a period, in microseconds.</summary>
    public required long Length { private get; init; }

    private static async Task<long> CountAsync(MongoCollections collections, PartitionKey key, CancellationToken cancellationToken)
    {
        BsonDocument[] stages =
        [
            new("$match", Query.And(new("stream", key.Stream), new("period", key.Start))),
            new("$group", new BsonDocument { ["_id"] = BsonNull.Value, ["count"] = new BsonDocument("$sum", "$entries") }),
        ];
        using var found = await collections.Blocks.AggregateAsync<BsonDocument>(stages, cancellationToken: cancellationToken);
        return await found.FirstOrDefaultAsync(cancellationToken) is { } sum ? sum["count"].ToInt64() : 0;
    }

    /// <summary>The sums of all writers of an hour in one: they outlive the records, and writers come and go.</summary>
    private static async Task<MongoOutcome<bool>> KeepHourAsync(MongoTransaction transaction, PartitionKey key, long hour)
    {
        var series = transaction.Collections.Series;
        var kept = false;
        foreach (var dimension in Enum.GetValues<Foundation.Records.SeriesDimension>())
        {
            var place = new SeriesPlace(SeriesSums.Hour, dimension, hour);
            var rows = await transaction.FindAsync(
                series,
                Query.And(
                    new("stream", key.Stream), new("step", place.Step), new("dimension", (long)dimension), new("at", hour)), 1_000);
            if (rows.Count == 0 || rows is [{ } only] && only["writer"] == SeriesRow.Kept)
            {
                continue;
            }

            var sum = new SeriesBucket();
            rows.ForEach(row => sum.Add(SeriesRow.DataOf(row)));
            await series.DeleteManyAsync(transaction.Session, Query.In("_id", rows.Select(static row => row["_id"])));
            await transaction.InsertAsync(series, [SeriesRow.Write(key, place, SeriesRow.Kept, sum.Pack(place.Step))]);
            kept = true;
        }

        return new(kept, Keep: kept);
    }

    /// <returns>The blocks that are worth packing; null when they are not.</returns>
    private async Task<IReadOnlyList<long>?> SmallAsync(PartitionKey key, CancellationToken cancellationToken)
    {
        var rows = await database.RunAsync(
            async (collections, token) =>
            {
                using var found = await collections.Blocks.FindAsync(
                    Query.And(
                        new("stream", key.Stream), new("period", key.Start), Query.Is("entries", "$lt", (long)RecordBlock.SmallCount)),
                    new FindOptions<BsonDocument>
                    {
                        Sort = Query.Ascending("first", "_id"),
                        Limit = MaxBlocks,
                        Projection = Query.Fields("entries"),
                    },
                    token);
                return await found.ToListAsync(token);
            },
            cancellationToken);
        return rows.Count >= Worth || rows.Sum(static row => row["entries"].ToInt64()) >= RecordBlock.MaxCount
            ? rows.ConvertAll(static row => row["_id"].ToInt64())
            : null;
    }

    private async Task<bool> TryPackAsync(PartitionKey key, IReadOnlyList<long> ids)
    {
        try
        {
            return await database.TryWriteAsync(transaction => PackAsync(transaction, key, ids));
        }
        catch (StorageUnavailableException failure) when (failure.Fault == StorageFault.Busy)
        {
            // Another replica packs them.
            return false;
        }
    }

    private async Task<MongoOutcome<bool>> PackAsync(MongoTransaction transaction, PartitionKey key, IReadOnlyList<long> ids)
    {
        var blocks = transaction.Collections.Blocks;
        var rows = new List<LogRow>();
        var packed = new List<BsonValue>();
        foreach (var some in ids.Chunk(BlocksAtOnce))
        {
            if (rows.Count >= MaxRecords)
            {
                break;
            }

            foreach (var stored in await transaction.FindAsync(
                blocks, Query.In("_id", some.Select(static id => (BsonValue)id)), some.Length))
            {
                packed.Add(stored["_id"]);
                rows.AddRange(BlockRow.Read(stored).Block.ToRows(key.Stream));
            }
        }

        if (rows.Count == 0)
        {
            return new(false, Keep: false);
        }

        await blocks.DeleteManyAsync(transaction.Session, Query.In("_id", packed));
        rows.Sort(static (one, other) => LogRow.NewestFirst(other, one));
        var made = rows.Chunk(RecordBlock.MaxCount).Select(chunk => (numbers.Take(1), RecordBlock.Of(chunk)));
        await transaction.InsertAsync(
            blocks, [.. BlockRow.Fit(key.Stream, made, numbers).Select(one => BlockRow.Write(key, one.Id, one.Block))]);
        return new(true, Keep: true);
    }
}
