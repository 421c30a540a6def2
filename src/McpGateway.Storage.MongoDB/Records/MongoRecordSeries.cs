using McpGateway.Foundation.Records;
using McpGateway.Storage.MongoDB.Database;
using McpGateway.Storage.Series;
using McpGateway.Storage.Sql;
using MongoDB.Bson;
using MongoDB.Driver;

namespace McpGateway.Storage.MongoDB.Records;

/// <summary>The sums on MongoDB. Those by the hour stay where they are when their records go.</summary>
internal sealed class MongoRecordSeries(MongoDatabase database) : IRecordSeries
{
    public async Task<IReadOnlyList<SeriesPoint>> ReadAsync(SeriesQuery query, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Top, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Top, IRecordSeries.MaxKeys);
        var range = SeriesRange.Of(query);
        return new SeriesReading(query, range).ToPoints(await ReadPartsAsync(query, range, cancellationToken));
    }

    public async Task<IReadOnlyList<SeriesPoint>> SumAsync(SeriesQuery query, CancellationToken cancellationToken)
    {
        var range = SeriesRange.Of(query);
        return new SeriesReading(query, range).ToSums(await ReadPartsAsync(query, range, cancellationToken));
    }

    public Task TrimAsync(string stream, DateTimeOffset before, CancellationToken cancellationToken) => database.RunAsync(
        async (collections, token) =>
        {
            // Not those whose records are still there.
            using var found = await collections.Blocks.FindAsync(
                new BsonDocument("stream", stream),
                new FindOptions<BsonDocument>
                {
                    Sort = Query.Ascending("stream", "period"),
                    Limit = 1,
                    Projection = Query.Fields("period"),
                },
                token);
            var oldest = await found.FirstOrDefaultAsync(token) is { } block ? block["period"].ToInt64() : long.MaxValue;
            return await collections.Series.DeleteManyAsync(
                Query.And(new("stream", stream), Query.Is("at", "$lt", Math.Min(Microseconds.From(before)!.Value, oldest))), token);
        },
        cancellationToken);

    private Task<List<(long At, byte[] Data)>> ReadPartsAsync(
        SeriesQuery query, SeriesRange range, CancellationToken cancellationToken) => database.RunAsync(
        async (collections, token) =>
        {
            using var found = await collections.Series.FindAsync(
                Query.And(
                    new("stream", query.Stream), new("step", range.Step), new("dimension", (long)query.GroupBy),
                    Query.Is("at", "$gte", range.From), Query.Is("at", "$lt", range.To)),
                new FindOptions<BsonDocument> { Projection = Query.Fields("at", "data") }, token);
            return (await found.ToListAsync(token)).ConvertAll(static row => (row["at"].ToInt64(), SeriesRow.DataOf(row)));
        },
        cancellationToken);
}
