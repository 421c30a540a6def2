using McpGateway.Storage.Sql;

namespace McpGateway.Storage.Series;

/// <summary>Adds sums to what a writer has stored, in the transaction of the records. Writers have rows of their own: none waits.</summary>
internal static class SeriesWrites
{
    private static readonly string PutOne = SeriesSql.Put(1);
    private static readonly string PutMany = SeriesSql.Put(SeriesSql.RowsPerInsert);

    public static async Task AddAsync(
        SqlSession session, PartitionKey key, string writer, SeriesSums sums, CancellationToken cancellationToken)
    {
        var merged = new List<KeyValuePair<SeriesPlace, SeriesBucket>>();
        foreach (var step in sums.Buckets.GroupBy(static pair => pair.Key.Step))
        {
            var stored = await ReadAsync(session, key, writer, step.Key, [.. step.Select(static pair => pair.Key.At)], cancellationToken);
            merged.AddRange(step.Select(pair => KeyValuePair.Create(pair.Key, Merge(stored.GetValueOrDefault(pair.Key), pair.Value))));
        }

        foreach (var chunk in merged.Chunk(SeriesSql.RowsPerInsert))
        {
            if (chunk.Length == SeriesSql.RowsPerInsert)
            {
                await session.ExecuteAsync(PutMany, cancellationToken, SeriesSql.Values(key, writer, chunk));
                continue;
            }

            foreach (var pair in chunk)
            {
                await session.ExecuteAsync(PutOne, cancellationToken, SeriesSql.Values(key, writer, [pair]));
            }
        }
    }

    /// <summary>The sums themselves stay as they are: a transaction may be run again.</summary>
    public static SeriesBucket Merge(byte[]? stored, SeriesBucket added)
    {
        if (stored is null)
        {
            return added;
        }

        var bucket = new SeriesBucket();
        bucket.Add(stored);
        bucket.Add(added);
        return bucket;
    }

    private static async Task<Dictionary<SeriesPlace, byte[]>> ReadAsync(
        SqlSession session, PartitionKey key, string writer, long step, long[] times, CancellationToken cancellationToken)
    {
        var stored = await session.ReadAsync(
            SeriesSql.Own,
            reader => (
                Place: new SeriesPlace(step, SeriesSql.Dimension(reader.GetInt64(0)), reader.GetInt64(1)),
                Data: reader.GetFieldValue<byte[]>(2)),
            cancellationToken,
            [.. key.Parameters, ("@step", step), ("@writer", writer), ("@from", times.Min()), ("@to", times.Max())]);
        return stored.ToDictionary(static row => row.Place, static row => row.Data);
    }
}
