using System.Globalization;
using McpGateway.Foundation.Records;
using McpGateway.Storage.MongoDB.Database;
using McpGateway.Storage.Records;
using McpGateway.Storage.Series;
using McpGateway.Storage.Sql;
using MongoDB.Bson;

namespace McpGateway.Storage.MongoDB.Records;

/// <summary>Stores the records of one period and adds them to the sums, in one transaction.</summary>
internal static class PartWrites
{
    /// <param name="transaction">Open.</param>
    /// <param name="part">What is stored.</param>
    /// <param name="writer">Whose sums they are added to: of one batch after the other.</param>
    /// <param name="batch">The batch's name; null for one that is not brought again.</param>
    /// <param name="numbers">For blocks that are too large for a document.</param>
    public static async Task<MongoOutcome<bool>> StoreAsync(
        MongoTransaction transaction, RecordPart part, string writer, LogBatchId? batch, RecordNumbers numbers)
    {
        if (batch is not null && !await AdvanceAsync(transaction, part.Key, batch))
        {
            return new(false, Keep: false);
        }

        await transaction.InsertAsync(
            transaction.Collections.Blocks,
            [.. BlockRow.Fit(part.Key.Stream, part.Blocks, numbers).Select(one => BlockRow.Write(part.Key, one.Id, one.Block))]);
        await AddAsync(transaction, part, writer);
        return new(true, Keep: true);
    }

    /// <returns>Whether the batch is not there yet.</returns>
    private static async Task<bool> AdvanceAsync(MongoTransaction transaction, PartitionKey key, LogBatchId batch)
    {
        var writers = transaction.Collections.Writers;
        var id = string.Create(CultureInfo.InvariantCulture, $"{key.Stream}/{key.Start}/{batch.Writer}");
        if (await transaction.FindAsync(writers, Query.Id(id), 1) is [var stored] && stored["batch"].ToInt64() >= batch.Number)
        {
            return false;
        }

        await transaction.PutAsync(
            writers,
            [new() { ["_id"] = id, ["stream"] = key.Stream, ["period"] = key.Start, ["batch"] = batch.Number }]);
        return true;
    }

    private static async Task AddAsync(MongoTransaction transaction, RecordPart part, string writer)
    {
        var series = transaction.Collections.Series;
        foreach (var places in part.Sums.Buckets.Chunk(100))
        {
            var ids = places.Select(pair => (BsonValue)SeriesRow.IdOf(part.Key.Stream, pair.Key, writer));
            var stored = (await transaction.FindAsync(series, Query.In("_id", ids), places.Length)).ToDictionary(
                SeriesRow.PlaceOf, SeriesRow.DataOf);
            await transaction.PutAsync(
                series,
                [.. places.Select(pair => SeriesRow.Write(
                    part.Key, pair.Key, writer, SeriesWrites.Merge(stored.GetValueOrDefault(pair.Key), pair.Value).Pack(pair.Key.Step)))]);
        }
    }
}
