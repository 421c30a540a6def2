using McpGateway.Storage.Blocks;
using McpGateway.Storage.Sql;

namespace McpGateway.Storage.Records;

/// <summary>
/// Makes large blocks of the small ones that a low rate leaves: a hundred calls in a second are fifty to a flush. The records keep their
/// ids, and a reader sees them in the ones or in the other.
/// </summary>
internal sealed class BlockPacking(IRecordPartitions partitions, RecordNumbers numbers)
{
    /// <summary>Small blocks from which on it is worth it, whatever they hold.</summary>
    private const int Worth = 64;

    /// <summary>Records of one transaction: bounds how long it keeps writers waiting.</summary>
    private const int MaxRecords = 4 * RecordBlock.MaxCount;

    public async Task RunAsync(PartitionKey key, CancellationToken cancellationToken)
    {
        while (await IsWorthItAsync(key, cancellationToken)
            && await partitions.WriteAsync(key, (session, token) => PackAsync(session, key, token), cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private async Task<bool> IsWorthItAsync(PartitionKey key, CancellationToken cancellationToken)
    {
        var counts = await partitions.ReadAsync(
            key,
            (session, token) => session.ReadAsync(BlockSql.SmallCounts, static reader => reader.GetInt64(0), token, key.Parameters),
            cancellationToken);
        return counts is not null && (counts.Count >= Worth || counts.Sum() >= RecordBlock.MaxCount);
    }

    private async Task<WriteOutcome<bool>> PackAsync(SqlSession session, PartitionKey key, CancellationToken cancellationToken)
    {
        if (!await partitions.TryLockAsync(session, cancellationToken))
        {
            return new(false, Keep: false);
        }

        var rows = new List<LogRow>();
        foreach (var stored in await session.ReadAsync(
            BlockSql.Small, BlockSql.Read, cancellationToken, [.. key.Parameters, ("@limit", 256L)]))
        {
            if (rows.Count >= MaxRecords)
            {
                break;
            }

            rows.AddRange(stored.Block.ToRows(key.Stream));
            await session.ExecuteAsync(BlockSql.Delete, cancellationToken, [.. key.Parameters, ("@id", stored.Id)]);
        }

        rows.Sort(static (one, other) => LogRow.NewestFirst(other, one));
        foreach (var chunk in rows.Chunk(RecordBlock.MaxCount))
        {
            await session.ExecuteAsync(
                BlockSql.Append, cancellationToken, BlockSql.Values(key, numbers.Take(1), RecordBlock.Of(chunk)));
        }

        return new(rows.Count > 0, Keep: true);
    }
}
