using McpGateway.Foundation.Records;
using McpGateway.Storage.Sql;

namespace McpGateway.Storage.Blocks;

/// <summary>Removes old records from blocks: whole blocks as they are, and from a block with later ones too what is old.</summary>
internal static class BlockTrim
{
    /// <returns>How many records went; 0 when there is nothing left to remove.</returns>
    public static async Task<int> RunAsync(SqlSession session, string stream, long before, CancellationToken cancellationToken)
    {
        var blocks = await session.ReadAsync(
            BlockSql.Old, BlockSql.Read, cancellationToken, ("@stream", StoredText.Clean(stream)), ("@before", before));
        var removed = 0;
        foreach (var stored in blocks)
        {
            removed += await RunAsync(session, stream, stored, before, cancellationToken);
        }

        return removed;
    }

    private static async Task<int> RunAsync(
        SqlSession session, string stream, StoredBlock stored, long before, CancellationToken cancellationToken)
    {
        if (stored.Block.LastAt < before)
        {
            await session.ExecuteAsync(BlockSql.Trim, cancellationToken, ("@id", stored.Id));
            return stored.Block.Count;
        }

        var names = BlockNames.Unpack(stored.Block.Names);
        var bodies = BlockBodies.Unpack(stored.Block.Bodies);
        var kept = new List<LogEntry>();
        for (var index = 0; index < names.At.Length; index++)
        {
            if (names.At[index] >= before)
            {
                kept.Add(names.EntryAt(index, stream, bodies[index]));
            }
        }

        await session.ExecuteAsync(BlockSql.Replace, cancellationToken, BlockSql.Values(RecordBlock.Of(kept), ("@id", stored.Id)));
        return stored.Block.Count - kept.Count;
    }
}
