namespace McpGateway.Storage.Blocks;

/// <summary>Reads the blocks that may hold matching records, those with the latest first, a few at a time.</summary>
internal interface IBlockScan
{
    /// <returns>The next blocks, without bodies; empty at the end.</returns>
    Task<IReadOnlyList<StoredBlock>> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Bodies by the ids of their blocks.</summary>
    Task<Dictionary<long, byte[]>> ReadBodiesAsync(IReadOnlyList<long> ids, CancellationToken cancellationToken);
}

/// <summary>A block with its place in the database.</summary>
internal sealed record StoredBlock(long Id, RecordBlock Block);
