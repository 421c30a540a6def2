using McpGateway.Storage.Sql;

namespace McpGateway.Storage.Blocks;

/// <summary>
/// Records of one stream and period in one row. What filters and aggregates look at is apart from the bodies, which most questions do not
/// need, and a summary says which values cannot be in it.
/// </summary>
/// <param name="FirstAt">The earliest time in it, in microseconds; <paramref name="LastAt"/> is the latest.</param>
/// <param name="Summary">See <see cref="BlockSummary"/>; empty where it was not read.</param>
/// <param name="Names">Times, names and values, see <see cref="BlockNames"/>.</param>
/// <param name="Bodies">See <see cref="BlockBodies"/>; empty where they were not read.</param>
internal sealed record RecordBlock(long FirstAt, long LastAt, int Count, byte[] Summary, byte[] Names, byte[] Bodies)
{
    /// <summary>Records of a block: enough to compress well, few enough to read for one of them.</summary>
    public const int MaxCount = 1_800;

    /// <summary>Blocks with fewer records are packed into larger ones. Also in the index <c>log_blocks_small</c>.</summary>
    public const int SmallCount = 900;

    public static RecordBlock Of(IReadOnlyList<LogRow> rows)
    {
        var (bodies, frames) = BlockBodies.Pack(rows);
        return new(
            rows.Min(static row => row.Cursor.At), rows.Max(static row => row.Cursor.At), rows.Count, BlockSummary.Of(rows, frames),
            BlockNames.Pack(rows), bodies);
    }

    /// <summary>Blocks of nearly the same size for any number of records.</summary>
    public static IEnumerable<RecordBlock> Split(IReadOnlyList<LogRow> rows)
    {
        var blocks = (rows.Count + MaxCount - 1) / MaxCount;
        return blocks == 0 ? [] : rows.Chunk((rows.Count + blocks - 1) / blocks).Select(Of);
    }

    /// <summary>The records, in the order in which they were packed. For blocks that have numbers.</summary>
    public List<LogRow> ToRows(string stream)
    {
        var names = BlockNames.Unpack(Names);
        var bodies = BlockBodies.Unpack(Bodies);
        var rows = new List<LogRow>(names.At.Length);
        for (var index = 0; index < names.At.Length; index++)
        {
            var id = new LogCursor(names.At[index], names.Number![index]);
            rows.Add(new(names.EntryAt(index, id, stream, bodies[index]), id));
        }

        return rows;
    }
}
