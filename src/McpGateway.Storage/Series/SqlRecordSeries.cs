using McpGateway.Foundation.Records;
using McpGateway.Storage.Sql;

namespace McpGateway.Storage.Series;

/// <summary>The sums on either database: those of periods that are there, and those that were kept of dropped ones.</summary>
internal sealed class SqlRecordSeries(ISqlDatabase database, IRecordPartitions partitions) : IRecordSeries
{
    public async Task<IReadOnlyList<SeriesPoint>> ReadAsync(SeriesQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Top, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Top, IRecordSeries.MaxKeys);
        var range = SeriesRange.Of(query);
        return new SeriesReading(query, range).ToPoints(await ReadPartsAsync(query, range, cancellationToken));
    }

    public async Task<IReadOnlyList<SeriesPoint>> SumAsync(SeriesQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var range = SeriesRange.Of(query);
        return new SeriesReading(query, range).ToSums(await ReadPartsAsync(query, range, cancellationToken));
    }

    public async Task TrimAsync(string stream, DateTimeOffset before, CancellationToken cancellationToken)
    {
        int removed;
        do
        {
            removed = await database.WriteAsync(
                async (session, token) => new WriteOutcome<int>(
                    await session.ExecuteAsync(
                        SeriesSql.Trim, token, ("@stream", stream), ("@before", Microseconds.From(before)!.Value)),
                    Keep: true),
                takesRevision: false, cancellationToken);
        }
        while (removed > 0);
    }

    private async Task<List<(long At, byte[] Data)>> ReadPartsAsync(
        SeriesQuery query, SeriesRange range, CancellationToken cancellationToken)
    {
        (string, object?)[] bounds =
            [("@step", range.Step), ("@dimension", (long)query.GroupBy), ("@from", range.From), ("@to", range.To)];
        var parts = new List<(long At, byte[] Data)>();
        var tags = new HashSet<string>(StringComparer.Ordinal);
        foreach (var key in await partitions.ListAsync(query.Stream, cancellationToken))
        {
            if (key.Start < range.To && key.Start + partitions.Length > range.From)
            {
                var (tag, rows) = await partitions.ReadAsync(
                    key, (session, token) => ReadAsync(session, key, bounds, token), cancellationToken);
                parts.AddRange(rows ?? []);
                tags.Add(tag ?? "");
            }
        }

        // What was kept of a period that is still there, because it is being dropped now, is in it, too.
        var kept = await database.ReadAsync(
            (session, token) => session.ReadAsync(
                SeriesSql.ReadArchive,
                static reader => (At: reader.GetInt64(0), Data: reader.GetFieldValue<byte[]>(1), Tag: reader.GetString(2)),
                token, [("@stream", query.Stream), .. bounds]),
            cancellationToken);
        parts.AddRange(kept.Where(row => !tags.Contains(row.Tag)).Select(static row => (row.At, row.Data)));
        return parts;
    }

    private static async Task<(string? Tag, List<(long At, byte[] Data)> Rows)> ReadAsync(
        SqlSession session, PartitionKey key, (string, object?)[] bounds, CancellationToken cancellationToken) => (
        await SeriesArchive.ReadTagAsync(session, key, cancellationToken),
        await session.ReadAsync(
            SeriesSql.Read, static reader => (reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)), cancellationToken,
            [.. key.Parameters, .. bounds]));
}
