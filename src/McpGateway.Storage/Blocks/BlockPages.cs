using McpGateway.Storage.Sql;

namespace McpGateway.Storage.Blocks;

/// <summary>Finds the newest matching records of what is scanned.</summary>
/// <param name="scan">At its beginning.</param>
/// <param name="stream">Whose records they are.</param>
/// <param name="filter">The one by which is scanned.</param>
/// <param name="cursor">The last record of the page before; null for the first page.</param>
internal sealed class BlockPages(IBlockScan scan, string stream, BlockFilter filter, LogCursor? cursor)
{
    private readonly List<LogRow> _found = [];

    /// <returns>At most <paramref name="limit"/>, newest first.</returns>
    public async Task<List<LogRow>> ReadAsync(int limit, CancellationToken cancellationToken)
    {
        while (await scan.ReadAsync(cancellationToken) is { Count: > 0 } blocks)
        {
            if (IsFull(limit, blocks[0]))
            {
                break;
            }

            await AddAsync(blocks, limit, cancellationToken);
        }

        return _found[..Math.Min(limit, _found.Count)];
    }

    /// <summary>Whether this block and all that follow are older than what is found.</summary>
    private bool IsFull(int limit, StoredBlock next) =>
        _found.Count >= limit && next.Block.LastAt < _found[limit - 1].Cursor.At;

    private async Task AddAsync(IReadOnlyList<StoredBlock> blocks, int limit, CancellationToken cancellationToken)
    {
        var matching = blocks.Select(stored => (stored, Names: BlockNames.Unpack(stored.Block.Names)))
            .Select(block => (block.stored, block.Names, Wanted: Find(block.Names))).Where(static block => block.Wanted.Count > 0).ToList();
        var bodies = await scan.ReadBodiesAsync([.. matching.Select(static block => block.stored.Id)], cancellationToken);
        foreach (var (stored, names, wanted) in matching)
        {
            if (IsFull(limit, stored))
            {
                return;
            }

            Add(names, wanted, BlockBodies.Unpack(bodies[stored.Id], wanted));
        }
    }

    private List<int> Find(BlockNames names) =>
    [
        .. filter.Find(names).Where(
            index => cursor is not { } last || new LogCursor(names.At[index], names.Number![index]).IsBefore(last)),
    ];

    private void Add(BlockNames names, IReadOnlyList<int> wanted, string[] bodies)
    {
        foreach (var index in wanted.Where(index => filter.Matches(bodies[index])))
        {
            var place = new LogCursor(names.At[index], names.Number![index]);
            _found.Add(new(names.EntryAt(index, place, stream, bodies[index]), place));
        }

        _found.Sort(LogRow.NewestFirst);
    }
}
