using McpGateway.Foundation.Records;
using McpGateway.Storage.Sql;

namespace McpGateway.Storage.Blocks;

/// <summary>
/// Many records of one stream in one row. What filters and aggregates look at is apart from the bodies, which most questions do not need.
/// </summary>
/// <param name="FirstAt">The earliest time in it, in microseconds; <paramref name="LastAt"/> is the latest.</param>
/// <param name="Names">Times, names and values, see <see cref="BlockNames"/>.</param>
/// <param name="Bodies">See <see cref="BlockBodies"/>.</param>
internal sealed record RecordBlock(long FirstAt, long LastAt, int Count, byte[] Names, byte[] Bodies)
{
    /// <summary>
    /// Records of a block: enough to compress well, few enough to read for one of them. Below 4,096, which is what an id has room for.
    /// </summary>
    public const int MaxCount = 1_800;

    public static RecordBlock Of(IReadOnlyList<LogEntry> entries)
    {
        var names = new BlockNames(
            [.. entries.Select(entry => Microseconds.From(entry.At)!.Value)],
            [.. entries.Select(entry => StoredText.Clean(entry.User))],
            [.. entries.Select(entry => StoredText.Clean(entry.Subject))],
            [.. entries.Select(entry => StoredText.Clean(entry.Server))],
            [.. entries.Select(entry => StoredText.Clean(entry.Outcome))],
            [.. entries.Select(entry => entry.Value)]);
        return new(names.At.Min(), names.At.Max(), entries.Count, names.Pack(), BlockBodies.Pack(entries));
    }
}
