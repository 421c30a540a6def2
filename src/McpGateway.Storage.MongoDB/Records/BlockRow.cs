using McpGateway.Storage.Blocks;
using McpGateway.Storage.Records;
using McpGateway.Storage.Sql;
using MongoDB.Bson;

namespace McpGateway.Storage.MongoDB.Records;

/// <summary>A block of records as it lies in the database.</summary>
internal static class BlockRow
{
    /// <summary>A document has at most 16 MB; what is packed hardly ever comes near it.</summary>
    private const int MaxBytes = 8 * 1024 * 1024;

    public static BsonDocument Write(PartitionKey key, long id, RecordBlock block) => new()
    {
        ["_id"] = id,
        ["stream"] = key.Stream,
        ["period"] = key.Start,
        ["first"] = block.FirstAt,
        ["last"] = block.LastAt,
        ["entries"] = (long)block.Count,
        ["summary"] = new BsonBinaryData(block.Summary),
        ["names"] = new BsonBinaryData(block.Names),
        ["bodies"] = new BsonBinaryData(block.Bodies),
    };

    public static StoredBlock Read(BsonDocument row) => new(
        row["_id"].ToInt64(),
        new(
            row["first"].ToInt64(), row["last"].ToInt64(), (int)row["entries"].ToInt64(), BytesAt(row, "summary"), BytesAt(row, "names"),
            BytesAt(row, "bodies")));

    /// <summary>The same records in blocks that are small enough.</summary>
    public static IEnumerable<(long Id, RecordBlock Block)> Fit(
        string stream, IEnumerable<(long Id, RecordBlock Block)> blocks, RecordNumbers numbers) =>
        blocks.SelectMany(one => one.Block is { Count: > 1 } block && block.Names.Length + block.Bodies.Length > MaxBytes
            ? Fit(stream, HalvesOf(stream, block, numbers), numbers)
            : [one]);

    private static IEnumerable<(long Id, RecordBlock Block)> HalvesOf(string stream, RecordBlock block, RecordNumbers numbers) =>
        block.ToRows(stream).Chunk((block.Count + 1) / 2).Select(half => (numbers.Take(1), RecordBlock.Of(half)));

    public static byte[] BytesAt(BsonDocument row, string field) =>
        row.GetValue(field, BsonNull.Value) is BsonBinaryData { Bytes: var bytes } ? bytes : [];
}
