namespace McpGateway.Foundation.Records;

/// <summary>
/// Port to sums over records by the minute and by the hour, made when the records are written and in the same transaction. They answer
/// about weeks in milliseconds, and outlive the records. Every adapter passes <c>RecordSeriesContract</c>.
/// </summary>
public interface IRecordSeries
{
    /// <summary>Keys of one hour and dimension that are kept apart; the rest is summed up as others.</summary>
    const int MaxKeys = 200;

    /// <summary>The same of one minute.</summary>
    const int MaxKeysOfMinute = 50;

    /// <summary>
    /// Sums per time bucket and key, oldest first, within a bucket the largest first. Buckets without a record are left out.
    /// </summary>
    /// <exception cref="ArgumentException">The step is not a whole number of minutes.</exception>
    Task<IReadOnlyList<SeriesPoint>> ReadAsync(SeriesQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// Sums per key over the whole time, the largest first: all keys, however many. <see cref="SeriesQuery.Step"/> says whether sums by the
    /// hour or by the minute are read, and to what the time is widened; <see cref="SeriesQuery.Top"/> says nothing.
    /// </summary>
    /// <returns>Points that all begin at the widened <see cref="SeriesQuery.From"/>; the one of the others, if any, is the last.</returns>
    /// <exception cref="ArgumentException">The step is not a whole number of minutes.</exception>
    Task<IReadOnlyList<SeriesPoint>> SumAsync(SeriesQuery query, CancellationToken cancellationToken);

    /// <summary>Removes sums older than <paramref name="before"/> of which the records are gone already.</summary>
    Task TrimAsync(string stream, DateTimeOffset before, CancellationToken cancellationToken);
}

/// <summary>What the sums are split by. Numbers are stored: they do not change.</summary>
public enum SeriesDimension
{
    /// <summary>One key, the empty text.</summary>
    Total = 0,
    Server = 1,

    /// <summary>Server, a space, and the tool, resource or prompt.</summary>
    Tool = 2,

    /// <summary>Name of the user.</summary>
    User = 3,

    /// <summary>Stable identity of the user.</summary>
    Subject = 4,
    Client = 5,
    Outcome = 6,
    Method = 7,

    /// <summary>Who calls which server, see <see cref="SeriesCaller"/>. Records without a subject are left out.</summary>
    Caller = 8,
}

/// <summary>Which sums.</summary>
public sealed record SeriesQuery
{
    public required string Stream { get; init; }

    /// <summary>Inclusive; falls back to the start of its bucket.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Exclusive; a bucket that has begun is whole.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>
    /// Width of a bucket: whole minutes. Buckets start at multiples of it since 1970. With whole hours the sums by the hour are read, and
    /// only those are there for times of which the records were dropped.
    /// </summary>
    public required TimeSpan Step { get; init; }

    public SeriesDimension GroupBy { get; init; }

    /// <summary>Only this key of the dimension; null for all.</summary>
    public string? Key { get; init; }

    /// <summary>
    /// Only keys that begin so, for instance those of one server; null for all. Has no others: which of them would belong to it is not
    /// known.
    /// </summary>
    public string? KeyStart { get; init; }

    /// <summary>Whether the keys that begin with <see cref="KeyStart"/> are summed up as one, which is that beginning.</summary>
    public bool IsOne { get; init; }

    /// <summary>
    /// The keys with the most calls in the whole range that are told apart; the rest is summed up. 1 to
    /// <see cref="IRecordSeries.MaxKeys"/>.
    /// </summary>
    public int Top { get; init; } = 20;
}

/// <summary>The sums of one bucket and key.</summary>
/// <param name="At">Start of the bucket.</param>
/// <param name="Key">
/// The server, user, …; null for the others: keys that are not among the top ones, or were not among the
/// <see cref="IRecordSeries.MaxKeys"/> of their hour, or the <see cref="IRecordSeries.MaxKeysOfMinute"/> of their minute. Totals are exact;
/// a key of the many at that limit may miss calls, which the others then have.
/// </param>
/// <param name="Calls">All records, those without a value included.</param>
/// <param name="Outcomes">Calls by outcome.</param>
/// <param name="BytesIn">Of requests.</param>
/// <param name="BytesOut">Of answers.</param>
/// <param name="Mean">Of <see cref="LogEntry.Value"/>; null when no record had one, as the percentiles.</param>
/// <param name="P50">Percentiles come from a histogram of which the classes are 19 % wide: at most 9 % off.</param>
public sealed record SeriesPoint(
    DateTimeOffset At, string? Key, long Calls, IReadOnlyDictionary<string, long> Outcomes, long BytesIn, long BytesOut, double? Mean,
    double? P50, double? P95, double? P99);
