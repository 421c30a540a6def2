using McpGateway.Foundation.Records;
using McpGateway.Storage.Sql;

namespace McpGateway.Storage.Blocks;

/// <summary>Brings the values of blocks into an aggregation. Bodies are read only when they are asked about.</summary>
internal static class BlockValues
{
    private const int BlocksAtATime = 16;

    public static async Task AddAsync(
        SqlSession session, LogAggregation aggregation, LogFilter filter, LogGrouping grouping, CancellationToken cancellationToken)
    {
        var matcher = new BlockFilter(filter);
        (long LastAt, long Id)? after = null;
        List<StoredBlock> blocks;
        do
        {
            var (sql, parameters) = BlockSql.Find(filter, null, after, BlocksAtATime, matcher.NeedsBodies);
            blocks = await session.ReadAsync(sql, BlockSql.Read, cancellationToken, parameters);
            blocks.ForEach(stored => Add(stored.Block, aggregation, matcher, grouping));
            after = blocks.Count > 0 ? (blocks[^1].Block.LastAt, blocks[^1].Id) : null;
        }
        while (blocks.Count == BlocksAtATime);
    }

    private static void Add(RecordBlock block, LogAggregation aggregation, BlockFilter matcher, LogGrouping grouping)
    {
        var names = BlockNames.Unpack(block.Names);
        var bodies = matcher.NeedsBodies ? BlockBodies.Unpack(block.Bodies) : null;
        var groups = grouping switch
        {
            LogGrouping.None => null,
            LogGrouping.User => names.User,
            LogGrouping.Server => names.Server,
            LogGrouping.Outcome => names.Outcome,
        };
        for (var index = 0; index < names.At.Length; index++)
        {
            if (matcher.Matches(names, index) && (bodies is null || matcher.Matches(bodies[index])))
            {
                aggregation.Add(names.At[index], groups?[index], names.Value[index]);
            }
        }
    }
}
