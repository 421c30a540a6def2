using System.Buffers.Binary;
using McpGateway.Storage.Blocks;
using McpGateway.Storage.MongoDB.Database;
using McpGateway.Storage.Sql;
using MongoDB.Bson;
using MongoDB.Driver;

namespace McpGateway.Storage.MongoDB.Records;

/// <summary>
/// The blocks of a stream. Summaries are judged here, so that nothing is asked of the server that only some releases of it can do; blocks
/// that cannot match cost their summary.
/// </summary>
/// <param name="collections">Where.</param>
/// <param name="stream">Whose.</param>
/// <param name="length">Of a period: a block is within one.</param>
/// <param name="filter">Which.</param>
/// <param name="cursor">The last record of the page before; null for the first page.</param>
internal sealed class MongoBlockScan(MongoCollections collections, string stream, long length, BlockFilter filter, LogCursor? cursor)
    : IBlockScan
{
    private const int FirstStep = 4;
    private const int LastStep = 32;

    /// <summary>Summaries that are read at once: a megabyte.</summary>
    private const int SummariesAtOnce = 128;

    private static readonly BsonDocument Heads = Query.Fields("first", "last", "entries", "names");
    private static readonly BsonDocument Summaries = Query.Fields("last", "summary");
    private static readonly BsonDocument Bodies = Query.Fields("bodies");
    private static readonly BsonDocument Order = Query.Descending("last", "_id");

    private readonly byte[] _bits = BytesOf(filter.Bits());
    private readonly BsonDocument _range = RangeOf(stream, length, filter, cursor);
    private (BsonValue Last, BsonValue Id)? _after;
    private int _step = FirstStep;
    private bool _hasEnded;

    public async Task<IReadOnlyList<StoredBlock>> ReadAsync(CancellationToken cancellationToken)
    {
        while (!_hasEnded)
        {
            var blocks = _bits.Length > 0 ? await ReadFittingAsync(cancellationToken) : await ReadNextAsync(cancellationToken);
            _step = Math.Min(LastStep, _step * 2);
            if (blocks.Count > 0)
            {
                return blocks;
            }
        }

        return [];
    }

    public async Task<Dictionary<long, byte[]>> ReadBodiesAsync(
        IReadOnlyList<long> ids, CancellationToken cancellationToken) => ids.Count == 0
        ? []
        : (await FindAsync(IdIn(ids), null, null, Bodies, cancellationToken)).ToDictionary(
            static row => row["_id"].ToInt64(), static row => BlockRow.BytesAt(row, "bodies"));

    private async Task<IReadOnlyList<StoredBlock>> ReadNextAsync(CancellationToken cancellationToken)
    {
        var rows = await FindAsync(Next(), Order, _step, Heads, cancellationToken);
        Note(rows, _step);
        return rows.ConvertAll(BlockRow.Read);
    }

    private async Task<IReadOnlyList<StoredBlock>> ReadFittingAsync(CancellationToken cancellationToken)
    {
        var rows = await FindAsync(Next(), Order, SummariesAtOnce, Summaries, cancellationToken);
        Note(rows, SummariesAtOnce);
        var fitting = rows.FindAll(row => BlockSummary.HasBits(BlockRow.BytesAt(row, "summary"), _bits));
        return fitting.Count == 0
            ? []
            : (await FindAsync(IdIn([.. fitting.Select(static row => row["_id"].ToInt64())]), Order, null, Heads, cancellationToken))
                .ConvertAll(BlockRow.Read);
    }

    private void Note(List<BsonDocument> rows, int step)
    {
        _hasEnded = rows.Count < step;
        _after = rows is [.., var last] ? (last["last"], last["_id"]) : _after;
    }

    private BsonDocument Next() =>
        _after is { } after ? Query.And(_range, Query.Before(("last", after.Last), ("_id", after.Id))) : _range;

    private async Task<List<BsonDocument>> FindAsync(
        BsonDocument condition, BsonDocument? sort, int? limit, BsonDocument fields, CancellationToken cancellationToken)
    {
        using var found = await collections.Blocks.FindAsync(
            condition, new FindOptions<BsonDocument> { Sort = sort, Limit = limit, Projection = fields }, cancellationToken);
        return await found.ToListAsync(cancellationToken);
    }

    private static BsonDocument IdIn(IEnumerable<long> ids) => Query.In("_id", ids.Select(static id => (BsonValue)id));

    private static BsonDocument RangeOf(string stream, long length, BlockFilter filter, LogCursor? cursor)
    {
        var conditions = new List<BsonDocument> { new("stream", stream) };
        if (filter.From > long.MinValue)
        {
            conditions.Add(Query.Is("last", "$gte", filter.From));
        }

        // The end of a block's period bounds its last time, too: of that there is an index.
        var newest = Math.Min(filter.To < long.MaxValue ? filter.To - 1 : long.MaxValue, cursor?.At ?? long.MaxValue);
        if (newest < long.MaxValue)
        {
            conditions.Add(Query.Is("first", "$lte", newest));
            conditions.Add(Query.Is("last", "$lt", PartitionKey.Of(stream, newest, length).Start + length));
        }

        return Query.And(conditions);
    }

    /// <summary>As <see cref="BlockSummary.HasBits"/> takes them.</summary>
    private static byte[] BytesOf(IReadOnlyList<long> bits)
    {
        var bytes = new byte[bits.Count * sizeof(long)];
        for (var index = 0; index < bits.Count; index++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(index * sizeof(long)), bits[index]);
        }

        return bytes;
    }
}
