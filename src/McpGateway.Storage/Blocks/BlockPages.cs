using McpGateway.Foundation.Records;
using McpGateway.Storage.Sql;

namespace McpGateway.Storage.Blocks;

/// <summary>Finds the newest matching records in blocks.</summary>
internal sealed class BlockPages(SqlSession session, LogFilter filter, LogCursor? cursor)
{
    private const int BlocksAtATime = 4;

    private readonly BlockFilter _filter = new(filter);
    private readonly List<LogRow> _found = [];

    /// <returns>At most <paramref name="limit"/>, newest first.</returns>
    public async Task<IReadOnlyList<LogRow>> ReadAsync(int limit, CancellationToken cancellationToken)
    {
        (long LastAt, long Id)? after = null;
        while (true)
        {
            var (sql, parameters) = BlockSql.Find(filter, cursor, after, BlocksAtATime, withBodies: true);
            var blocks = await session.ReadAsync(sql, BlockSql.Read, cancellationToken, parameters);
            foreach (var stored in blocks)
            {
                if (_found.Count >= limit && stored.Block.LastAt < _found[limit - 1].Cursor.At)
                {
                    // This block and all that follow are older than what is found.
                    return _found[..limit];
                }

                Add(stored);
                _found.Sort(LogRow.NewestFirst);
            }

            if (blocks.Count < BlocksAtATime)
            {
                return _found[..Math.Min(limit, _found.Count)];
            }

            after = (blocks[^1].Block.LastAt, blocks[^1].Id);
        }
    }

    private void Add(StoredBlock stored)
    {
        var names = BlockNames.Unpack(stored.Block.Names);
        string[]? bodies = null;
        for (var index = 0; index < names.At.Length; index++)
        {
            var place = new LogCursor(names.At[index], stored.IdOf(index));
            if (!_filter.Matches(names, index) || (cursor is { } last && !place.IsBefore(last)))
            {
                continue;
            }

            bodies ??= BlockBodies.Unpack(stored.Block.Bodies);
            if (_filter.Matches(bodies[index]))
            {
                _found.Add(new(names.EntryAt(index, filter.Stream, bodies[index]), place));
            }
        }
    }
}
