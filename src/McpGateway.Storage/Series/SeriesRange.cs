using McpGateway.Foundation.Records;
using McpGateway.Storage.Sql;

namespace McpGateway.Storage.Series;

/// <summary>The time of a question, widened to whole buckets, and the stored sums that answer it. In microseconds.</summary>
/// <param name="Width">Of a bucket that is asked for.</param>
/// <param name="Step">Of the stored sums: a minute or an hour.</param>
internal sealed record SeriesRange(long From, long To, long Width, long Step)
{
    /// <exception cref="ArgumentException">The step is not a whole number of minutes.</exception>
    public static SeriesRange Of(SeriesQuery query)
    {
        var width = query.Step.Ticks / TimeSpan.TicksPerMicrosecond;
        if (width < SeriesSums.Minute || width % SeriesSums.Minute != 0)
        {
            throw new ArgumentException("The step is a whole number of minutes.", nameof(query));
        }

        // A wide bucket may begin before the first time that there is.
        return new(
            Math.Max(SeriesSums.Floor(Microseconds.From(query.From)!.Value, width), Microseconds.From(DateTimeOffset.MinValue)!.Value),
            SeriesSums.Floor(Microseconds.From(query.To)!.Value + width - 1, width),
            width,
            width % SeriesSums.Hour == 0 ? SeriesSums.Hour : SeriesSums.Minute);
    }
}
