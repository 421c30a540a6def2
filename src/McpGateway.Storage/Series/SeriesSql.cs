using McpGateway.Foundation.Records;
using McpGateway.Storage.Sql;

namespace McpGateway.Storage.Series;

/// <summary>The statements about sums.</summary>
internal static class SeriesSql
{
    /// <summary>Rows of one INSERT: the dimensions of a bucket.</summary>
    public const int RowsPerInsert = 9;

    /// <summary>What a writer has stored of the buckets that it adds to.</summary>
    public const string Own =
        "SELECT dimension, at, data FROM log_series WHERE stream = @stream AND period = @period AND step = @step AND writer = @writer"
        + " AND at >= @from AND at <= @to";

    public const string Read =
        "SELECT at, data FROM log_series WHERE stream = @stream AND period = @period AND step = @step AND dimension = @dimension"
        + " AND at >= @from AND at < @to";

    public const string ReadStep =
        "SELECT dimension, at, data FROM log_series WHERE stream = @stream AND period = @period AND step = @step";

    public const string ReadTag = "SELECT tag FROM log_partitions WHERE stream = @stream AND period = @period";

    public const string ReadArchive =
        "SELECT at, data, tag FROM log_archive WHERE stream = @stream AND step = @step AND dimension = @dimension"
        + " AND at >= @from AND at < @to";

    /// <summary>Repeating it changes nothing: the sums of a period do not grow any more when they are kept.</summary>
    public const string Keep =
        "INSERT INTO log_archive (stream, step, dimension, at, tag, data) VALUES (@stream, @step, @dimension, @at, @tag, @data)"
        + " ON CONFLICT (stream, step, dimension, at, tag) DO UPDATE SET data = excluded.data";

    /// <summary>A day at a time.</summary>
    public const string Trim =
        "DELETE FROM log_archive WHERE stream = @stream AND at < @before"
        + " AND at <= (SELECT MIN(at) + 86400000000 FROM log_archive WHERE stream = @stream)";

    /// <summary>The batch of a writer; no row is changed when it is there already. Its row is locked until the transaction ends.</summary>
    public const string Advance =
        "INSERT INTO log_writers (stream, period, writer, batch) VALUES (@stream, @period, @writer, @batch)"
        + " ON CONFLICT (stream, period, writer) DO UPDATE SET batch = excluded.batch WHERE log_writers.batch < excluded.batch";

    /// <summary>The same without a number, for the lock: what is read and written of a writer's sums is one at a time.</summary>
    public const string Lock =
        "INSERT INTO log_writers (stream, period, writer, batch) VALUES (@stream, @period, @writer, 0)"
        + " ON CONFLICT (stream, period, writer) DO UPDATE SET batch = log_writers.batch";

    public static string Put(int rows) =>
        "INSERT INTO log_series (stream, period, writer, step, dimension, at, data) VALUES "
        + string.Join(
            ", ",
            Enumerable.Range(0, rows).Select(row => $"(@stream, @period, @writer, @step{row}, @dimension{row}, @at{row}, @data{row})"))
        + " ON CONFLICT (stream, period, step, dimension, at, writer) DO UPDATE SET data = excluded.data";

    public static (string, object?)[] Values(
        PartitionKey key, string writer, IReadOnlyList<KeyValuePair<SeriesPlace, SeriesBucket>> buckets) =>
    [
        .. key.Parameters, ("@writer", writer),
        .. buckets.SelectMany(static (pair, row) => new (string, object?)[]
        {
            ($"@step{row}", pair.Key.Step), ($"@dimension{row}", (long)pair.Key.Dimension), ($"@at{row}", pair.Key.At),
            ($"@data{row}", pair.Value.Pack(pair.Key.Step)),
        }),
    ];

    public static SeriesDimension Dimension(long number) => (SeriesDimension)number;
}
