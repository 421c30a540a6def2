using McpGateway.Foundation.Records;
using McpGateway.Storage.Blocks;
using McpGateway.Storage.Sql;

namespace McpGateway.Storage.Earlier;

/// <summary>
/// Reads records from the tables of earlier releases: those that have not been moved yet, and those that such a release writes while an
/// update is under way. The tables are empty at all other times.
/// </summary>
internal static class EarlierRecords
{
    private const int RowsAtATime = 1000;
    private const int BlocksAtATime = 4;

    /// <returns>At most <paramref name="limit"/>, newest first.</returns>
    public static async Task<List<LogRow>> ReadAsync(
        SqlSession session, LogFilter filter, LogCursor? cursor, int limit, CancellationToken cancellationToken)
    {
        var matcher = new BlockFilter(filter);
        var found = await ReadRowsAsync(session, filter.Stream, matcher, cursor, limit, cancellationToken);
        await AddBlocksAsync(session, filter.Stream, matcher, cursor, limit, found, cancellationToken);
        found.Sort(LogRow.NewestFirst);
        return found[..Math.Min(limit, found.Count)];
    }

    /// <summary>The records of a block.</summary>
    public static IEnumerable<LogRow> RowsOf(string stream, StoredBlock stored)
    {
        var names = BlockNames.Unpack(stored.Block.Names);
        var bodies = BlockBodies.Unpack(stored.Block.Bodies);
        for (var index = 0; index < names.At.Length; index++)
        {
            var id = new LogCursor(names.At[index], EarlierSql.NumberOf(stored.Id, index));
            yield return new(EarlierCall.Complete(names.EntryAt(index, id, stream, bodies[index])), id);
        }
    }

    private static async Task<List<LogRow>> ReadRowsAsync(
        SqlSession session, string stream, BlockFilter matcher, LogCursor? cursor, int limit, CancellationToken cancellationToken)
    {
        var found = new List<LogRow>();
        List<LogRow> rows;
        do
        {
            var (sql, parameters) = EarlierSql.Rows(stream, matcher, cursor, RowsAtATime);
            rows = await session.ReadAsync(sql, EarlierSql.ToRow, cancellationToken, parameters);
            found.AddRange(rows.Where(matcher.Matches));
            cursor = rows.Count > 0 ? rows[^1].Cursor : cursor;
        }
        while (rows.Count == RowsAtATime && found.Count < limit);
        return found;
    }

    private static async Task AddBlocksAsync(
        SqlSession session, string stream, BlockFilter matcher, LogCursor? cursor, int limit, List<LogRow> found,
        CancellationToken cancellationToken)
    {
        (long LastAt, long Id)? after = null;
        List<StoredBlock> blocks;
        do
        {
            var (sql, parameters) = EarlierSql.Blocks(stream, matcher, cursor, after, BlocksAtATime);
            blocks = await session.ReadAsync(sql, BlockSql.Read, cancellationToken, parameters);
            found.AddRange(blocks.SelectMany(stored => RowsOf(stream, stored)).Where(
                row => matcher.Matches(row) && (cursor is not { } last || row.Cursor.IsBefore(last))));
            found.Sort(LogRow.NewestFirst);
            after = blocks.Count > 0 ? (blocks[^1].Block.LastAt, blocks[^1].Id) : null;
        }
        while (blocks.Count == BlocksAtATime
            && (found.Count < limit || after!.Value.LastAt >= found[limit - 1].Cursor.At));
    }
}
