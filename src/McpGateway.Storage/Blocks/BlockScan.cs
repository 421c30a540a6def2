using McpGateway.Storage.Sql;

namespace McpGateway.Storage.Blocks;

/// <summary>The blocks of a partition of an SQL database.</summary>
internal sealed class BlockScan(
    SqlSession session, IRecordPartitions partitions, PartitionKey key, BlockFilter filter, LogCursor? cursor) : IBlockScan
{
    private const int FirstStep = 4;

    /// <summary>Of a step: a question that is answered early should not have read much more.</summary>
    private const int LastStep = 32;

    private readonly IReadOnlyList<long> _bits = filter.Bits();
    private (long LastAt, long Id)? _after;
    private int _step = FirstStep;
    private bool _hasEnded;

    public async Task<IReadOnlyList<StoredBlock>> ReadAsync(CancellationToken cancellationToken)
    {
        if (_hasEnded)
        {
            return [];
        }

        var bits = _bits.Count > 0 ? partitions.HasBits(_bits) : default((string, (string, object?)[])?);
        var (sql, parameters) = BlockSql.Find(key, filter, cursor, _after, _step, bits);
        var blocks = await session.ReadAsync(sql, BlockSql.Read, cancellationToken, parameters);
        _hasEnded = blocks.Count < _step;
        _after = blocks.Count > 0 ? (blocks[^1].Block.LastAt, blocks[^1].Id) : _after;
        _step = Math.Min(LastStep, _step * 2);
        return blocks;
    }

    public async Task<Dictionary<long, byte[]>> ReadBodiesAsync(IReadOnlyList<long> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
        {
            return [];
        }

        var (sql, parameters) = BlockSql.Bodies(key, ids);
        var rows = await session.ReadAsync(
            sql, static reader => (Id: reader.GetInt64(0), Bodies: reader.GetFieldValue<byte[]>(1)), cancellationToken, parameters);
        return rows.ToDictionary(static row => row.Id, static row => row.Bodies);
    }
}
