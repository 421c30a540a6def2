using McpGateway.Storage.Sql;

namespace McpGateway.Storage.Series;

/// <summary>
/// Keeps the sums by the hour of a period that is to be dropped, in the main database. A period has a tag: keeping the same one again
/// replaces, and one that records came late for is another one and adds.
/// </summary>
internal static class SeriesArchive
{
    public static async Task KeepAsync(
        ISqlDatabase database, IRecordPartitions partitions, PartitionKey key, CancellationToken cancellationToken)
    {
        var (tag, sums) = await partitions.ReadAsync(key, (session, token) => ReadAsync(session, key, token), cancellationToken);
        if (tag is null || sums.Buckets.Count == 0)
        {
            return;
        }

        await database.WriteAsync(
            async (session, token) =>
            {
                foreach (var (place, bucket) in sums.Buckets)
                {
                    await session.ExecuteAsync(
                        SeriesSql.Keep, token, ("@stream", key.Stream), ("@step", place.Step), ("@dimension", (long)place.Dimension),
                        ("@at", place.At), ("@tag", tag), ("@data", bucket.Pack(place.Step)));
                }

                return new WriteOutcome<bool>(true, Keep: true);
            },
            takesRevision: false, cancellationToken);
    }

    public static async Task<string?> ReadTagAsync(SqlSession session, PartitionKey key, CancellationToken cancellationToken) =>
        (await session.ReadAsync(SeriesSql.ReadTag, static reader => reader.GetString(0), cancellationToken, key.Parameters))
            .FirstOrDefault();

    private static async Task<(string? Tag, SeriesSums Sums)> ReadAsync(
        SqlSession session, PartitionKey key, CancellationToken cancellationToken)
    {
        var sums = new SeriesSums();
        var tag = await ReadTagAsync(session, key, cancellationToken);
        await session.ReadAsync(
            SeriesSql.ReadStep,
            reader =>
            {
                var place = new SeriesPlace(SeriesSums.Hour, SeriesSql.Dimension(reader.GetInt64(0)), reader.GetInt64(1));
                sums.BucketAt(place).Add(reader.GetFieldValue<byte[]>(2));
                return true;
            },
            cancellationToken, [.. key.Parameters, ("@step", SeriesSums.Hour)]);
        return (tag, sums);
    }
}
