using McpGateway.Foundation;
using McpGateway.Foundation.Http;
using McpGateway.Foundation.Records;

namespace McpGateway.Core.Audit;

/// <summary><c>GET /api/audit/series</c>: sums of calls by the minute, the hour and coarser, or of a time as a whole.</summary>
internal static class CallSeriesEndpoint
{
    private const int MaxPoints = 1_500;
    private const int WantedPoints = 120;
    private const int DefaultTop = 20;

    private static readonly int[] Steps = [1, 5, 15, 30, 60, 180, 360, 720, 1440];

    /// <param name="from">Inclusive; a day before <paramref name="to"/> when absent.</param>
    /// <param name="to">Exclusive; now when absent.</param>
    /// <param name="step">Minutes of a point; when absent, so that there are at most 120.</param>
    /// <param name="groupBy"><c>total</c>, <c>server</c>, <c>tool</c>, <c>user</c>, <c>subject</c>, <c>client</c>, <c>outcome</c>,
    /// <c>method</c> or <c>caller</c>.</param>
    /// <param name="key">Only this one of the group.</param>
    /// <param name="top">1 to 200; the others are one point with no key.</param>
    /// <param name="whole"><c>true</c>: one point for each key, over the whole time.</param>
    public static async Task<IResult> ReadAsync(
        HttpContext context, CallSeries series, TimeProvider time, string? from, string? to, string? step,
        [Microsoft.AspNetCore.Mvc.FromQuery(Name = "group_by")] string? groupBy, string? key, string? top, string? whole,
        CancellationToken cancellationToken)
    {
        var question = Read(time, from, to, step, groupBy, top);
        if (!question.IsSuccess)
        {
            return question.Error.ToResult();
        }

        var (start, end, minutes, dimension, most) = question.Value;
        var width = TimeSpan.FromMinutes(minutes);
        var only = string.IsNullOrEmpty(key) ? null : key;
        var sums = whole == "true"
            ? await series.SumAsync(context.GetCaller(), start, end, width, dimension, only, cancellationToken)
            : await series.ReadAsync(context.GetCaller(), start, end, width, dimension, only, most, cancellationToken);
        return sums.IsSuccess
            ? TypedResults.Json(
                new CallSeriesAnswer(start, end, minutes, [.. sums.Value.Points.Select(CallSeriesPoint.Of)]),
                AuditJsonContext.Default.CallSeriesAnswer)
            : sums.Error.ToResult();
    }

    private static Result<Question> Read(TimeProvider time, string? from, string? to, string? step, string? groupBy, string? top)
    {
        var (start, end) = (StatedValue.Time("from", from), StatedValue.Time("to", to));
        var width = StatedValue.Number("step", step, "a whole number of minutes");
        var most = StatedValue.Number("top", top, "a whole number");
        if ((start.Error ?? end.Error ?? width.Error ?? most.Error) is { } problem)
        {
            return problem;
        }

        if (!Enum.TryParse<SeriesDimension>(groupBy ?? "total", ignoreCase: true, out var dimension) || !Enum.IsDefined(dimension))
        {
            return StatedValue.Unreadable(
                "group_by", string.Join(", ", Enum.GetNames<SeriesDimension>().Select(static name => name.ToLowerInvariant())));
        }

        var until = end.Value.Value ?? time.GetUtcNow();
        var since = start.Value.Value ?? DayBefore(until);
        if (since >= until)
        {
            return StatedValue.Unreadable("to", "after 'from'");
        }

        var minutes = width.Value.Value ?? Steps.FirstOrDefault(known => (until - since).TotalMinutes / known <= WantedPoints, Steps[^1]);
        return minutes > 0 && (until - since).TotalMinutes / minutes > MaxPoints
            ? new Error(ErrorKind.Invalid, $"There would be more than {MaxPoints} points: state a larger 'step', or a shorter time.")
            : new Question(since, until, minutes, dimension, most.Value.Value ?? DefaultTop);
    }

    /// <summary>Times begin with the year 1.</summary>
    private static DateTimeOffset DayBefore(DateTimeOffset time) =>
        time.UtcTicks > TimeSpan.TicksPerDay ? time.AddDays(-1) : DateTimeOffset.MinValue;

    private sealed record Question(DateTimeOffset From, DateTimeOffset To, int Minutes, SeriesDimension GroupBy, int Top);
}

/// <summary>Sums of calls, as they are returned.</summary>
internal sealed record CallSeriesAnswer(
    DateTimeOffset From, DateTimeOffset To, int StepMinutes, IReadOnlyList<CallSeriesPoint> Points);

/// <param name="Key">The server, <c>server tool</c>, user, …; absent for the others.</param>
/// <param name="Outcomes">Calls by outcome.</param>
/// <param name="P50Ms">Percentiles are at most 9 % off; absent without calls.</param>
internal sealed record CallSeriesPoint(
    DateTimeOffset At, string? Key, long Calls, IReadOnlyDictionary<string, long> Outcomes, long BytesIn, long BytesOut, double? MeanMs,
    double? P50Ms, double? P95Ms, double? P99Ms)
{
    public static CallSeriesPoint Of(SeriesPoint point) => new(
        point.At, point.Key, point.Calls, point.Outcomes, point.BytesIn, point.BytesOut, point.Mean, point.P50, point.P95, point.P99);
}
