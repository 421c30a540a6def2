using McpGateway.Foundation.Records;
using McpGateway.Storage.Blocks;
using McpGateway.Storage.Series;
using McpGateway.Storage.Sql;

namespace McpGateway.Storage.Records;

/// <summary>
/// The records of a batch that go into one partition, packed before the write, so that the one writer of a database file does not spend
/// its time on it.
/// </summary>
internal sealed record RecordPart(PartitionKey Key, IReadOnlyList<(long Id, RecordBlock Block)> Blocks, SeriesSums Sums)
{
    public static IEnumerable<RecordPart> Arrange(IEnumerable<LogRow> rows, long length, RecordNumbers numbers) =>
        from row in rows
        group row by PartitionKey.Of(row.Entry.Stream, row.Cursor.At, length) into part
        let list = part.ToList()
        select new RecordPart(
            part.Key, [.. RecordBlock.Split(list).Select(block => (numbers.Take(1), block))], SeriesSums.Of(list));

    /// <summary>Stores records and sums together, unless the batch is there already.</summary>
    /// <param name="session">In a transaction.</param>
    /// <param name="writer">Whose sums they are added to: of one batch after the other.</param>
    /// <param name="batch">The batch's name; null for one that is not brought again.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<WriteOutcome<bool>> StoreAsync(
        SqlSession session, string writer, LogBatchId? batch, CancellationToken cancellationToken)
    {
        var isNew = batch is not null
            ? await session.ExecuteAsync(
                SeriesSql.Advance, cancellationToken, [.. Key.Parameters, ("@writer", batch.Writer), ("@batch", batch.Number)]) > 0
            : await session.ExecuteAsync(SeriesSql.Lock, cancellationToken, [.. Key.Parameters, ("@writer", writer)]) > 0;
        if (!isNew)
        {
            return new(false, Keep: false);
        }

        foreach (var (id, block) in Blocks)
        {
            await session.ExecuteAsync(BlockSql.Append, cancellationToken, BlockSql.Values(Key, id, block));
        }

        await SeriesWrites.AddAsync(session, Key, writer, Sums, cancellationToken);
        return new(true, Keep: true);
    }
}
