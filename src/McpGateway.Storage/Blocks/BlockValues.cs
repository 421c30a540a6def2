using McpGateway.Foundation.Records;
using McpGateway.Storage.Sql;

namespace McpGateway.Storage.Blocks;

/// <summary>Brings the values of what is scanned into an aggregation. Bodies are read only when they are asked about.</summary>
internal static class BlockValues
{
    /// <param name="scan">At its beginning, by <paramref name="matcher"/>.</param>
    public static async Task<bool> AddAsync(
        IBlockScan scan, BlockFilter matcher, LogAggregation aggregation, LogGrouping grouping, CancellationToken cancellationToken)
    {
        while (await scan.ReadAsync(cancellationToken) is { Count: > 0 } blocks)
        {
            var bodies = matcher.NeedsBodies
                ? await scan.ReadBodiesAsync([.. blocks.Select(static stored => stored.Id)], cancellationToken) : null;
            foreach (var stored in blocks)
            {
                Add(stored.Block.Names, bodies?[stored.Id], aggregation, matcher, grouping);
            }
        }

        return true;
    }

    public static string? GroupOf(LogEntry entry, LogGrouping grouping) =>
        ColumnOf(grouping) is { } column ? NameColumns.Of(entry, column) : null;

    private static void Add(
        byte[] packedNames, byte[]? packedBodies, LogAggregation aggregation, BlockFilter matcher, LogGrouping grouping)
    {
        var names = BlockNames.Unpack(packedNames);
        var wanted = matcher.Find(names);
        var bodies = packedBodies is null ? null : BlockBodies.Unpack(packedBodies, wanted);
        var groups = ColumnOf(grouping) is { } column ? names.Texts[(int)column] : null;
        foreach (var index in wanted)
        {
            if (bodies is null || matcher.Matches(bodies[index]))
            {
                aggregation.Add(names.At[index], groups?[index], names.Value[index]);
            }
        }
    }

    private static NameColumn? ColumnOf(LogGrouping grouping) => grouping switch
    {
        LogGrouping.None => null,
        LogGrouping.User => NameColumn.User,
        LogGrouping.Server => NameColumn.Server,
        LogGrouping.Outcome => NameColumn.Outcome,
    };
}
