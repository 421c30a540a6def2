using McpGateway.Foundation.Records;
using McpGateway.Storage.Sql;

namespace McpGateway.Storage.Series;

/// <summary>The place of a bucket. Widths and times are in microseconds.</summary>
internal readonly record struct SeriesPlace(long Step, SeriesDimension Dimension, long At);

/// <summary>The sums of some records, by minute and by hour.</summary>
internal sealed class SeriesSums
{
    public const long Minute = 60_000_000;
    public const long Hour = 60 * Minute;

    private static readonly SeriesDimension[] Dimensions = Enum.GetValues<SeriesDimension>();

    public Dictionary<SeriesPlace, SeriesBucket> Buckets { get; } = [];

    public static SeriesSums Of(IReadOnlyList<LogRow> rows)
    {
        var sums = new SeriesSums();
        foreach (var row in rows)
        {
            sums.Add(row);
        }

        foreach (var (place, bucket) in sums.Buckets.ToList())
        {
            sums.BucketAt(place with { Step = Hour, At = Floor(place.At, Hour) }).Add(bucket);
        }

        return sums;
    }

    /// <summary>The start of the bucket, before 1970, too.</summary>
    public static long Floor(long at, long step) => at - (((at % step) + step) % step);

    public SeriesBucket BucketAt(SeriesPlace place)
    {
        if (!Buckets.TryGetValue(place, out var bucket))
        {
            Buckets.Add(place, bucket = new());
        }

        return bucket;
    }

    private void Add(LogRow row)
    {
        var minute = Floor(row.Cursor.At, Minute);
        var outcome = StoredText.Clean(row.Entry.Outcome) ?? "";
        var histogramClass = row.Entry.Value is { } value ? DurationHistogram.ClassOf(value) : default(int?);
        foreach (var dimension in Dimensions)
        {
            if (KeyOf(row.Entry, dimension) is { } key)
            {
                BucketAt(new(Minute, dimension, minute)).Add(StoredText.Clean(key)!, row.Entry, outcome, histogramClass);
            }
        }
    }

    private static string? KeyOf(LogEntry entry, SeriesDimension dimension) => dimension switch
    {
        SeriesDimension.Total => "",
        SeriesDimension.Server => entry.Server,
        SeriesDimension.Tool => entry.Target is null ? null : $"{entry.Server} {entry.Target}",
        SeriesDimension.User => entry.User,
        SeriesDimension.Subject => entry.Subject,
        SeriesDimension.Client => entry.Client,
        SeriesDimension.Outcome => entry.Outcome,
        SeriesDimension.Method => entry.Method,
        SeriesDimension.Caller => entry is { Server: { } server, Subject: { } subject }
            ? new SeriesCaller(server, subject, entry.User ?? "").ToKey() : null,
    };
}
