using McpGateway.Foundation;
using McpGateway.Foundation.Records;

namespace McpGateway.Core.Audit;

/// <summary>
/// Sums of calls over time, for charts: by server, tool, user, client, outcome or method, by the minute or the hour and coarser, with
/// percentiles of the duration in milliseconds and bytes. Administrators ask about everyone's calls; others see the sums of their own.
/// </summary>
public sealed class CallSeries(IRecordSeries series)
{
    /// <param name="caller">Who asks.</param>
    /// <param name="from">Inclusive; falls back to the start of its bucket.</param>
    /// <param name="to">Exclusive; a bucket that has begun is whole.</param>
    /// <param name="step">Width of a bucket, whole minutes. Only steps of whole hours reach beyond the records' own retention.</param>
    /// <param name="groupBy">What the sums are split by; others than administrators get <see cref="SeriesDimension.Total"/> only.</param>
    /// <param name="key">Only this server, tool (<c>server tool</c>), user, …; null for all.</param>
    /// <param name="top">The keys that are told apart, 1 to <see cref="IRecordSeries.MaxKeys"/>; the rest is summed up under null.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>
    /// <see cref="ErrorKind.Forbidden"/> for others' calls, <see cref="ErrorKind.Invalid"/> for a step or a number out of range.
    /// </returns>
    public async Task<Result<CallSums>> ReadAsync(
        Caller caller, DateTimeOffset from, DateTimeOffset to, TimeSpan step, SeriesDimension groupBy, string? key, int top,
        CancellationToken cancellationToken)
    {
        if (top is < 1 or > IRecordSeries.MaxKeys)
        {
            return new Error(ErrorKind.Invalid, $"From 1 to {IRecordSeries.MaxKeys} keys can be told apart.");
        }

        var query = QueryOf(caller, from, to, step, groupBy, key);
        return query.IsSuccess ? SumsOf(caller, await series.ReadAsync(query.Value with { Top = top }, cancellationToken)) : query.Error;
    }

    /// <summary>The same over the whole time: one point for each key, the largest first.</summary>
    /// <param name="step">
    /// To what the time is widened: with whole hours it may reach beyond the records' own retention, with minutes it is exact.
    /// </param>
    public async Task<Result<CallSums>> SumAsync(
        Caller caller, DateTimeOffset from, DateTimeOffset to, TimeSpan step, SeriesDimension groupBy, string? key,
        CancellationToken cancellationToken)
    {
        var query = QueryOf(caller, from, to, step, groupBy, key);
        return query.IsSuccess ? SumsOf(caller, await series.SumAsync(query.Value, cancellationToken)) : query.Error;
    }

    private static Result<SeriesQuery> QueryOf(
        Caller caller, DateTimeOffset from, DateTimeOffset to, TimeSpan step, SeriesDimension groupBy, string? key)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (Problem(caller, step, groupBy) is { } problem)
        {
            return problem;
        }

        var isOwn = !caller.Permissions.IsAdmin;
        return new SeriesQuery
        {
            Stream = CallEntry.Stream,
            From = from,
            To = to,
            Step = step,
            GroupBy = isOwn ? SeriesDimension.Subject : groupBy,
            Key = isOwn ? caller.Subject : key,
        };
    }

    /// <summary>The own calls are all there is for who asks.</summary>
    private static CallSums SumsOf(Caller caller, IReadOnlyList<SeriesPoint> points) =>
        new(caller.Permissions.IsAdmin ? points : [.. points.Select(static point => point with { Key = "" })]);

    private static Error? Problem(Caller caller, TimeSpan step, SeriesDimension groupBy) =>
        step < TimeSpan.FromMinutes(1) || step.Ticks % TimeSpan.TicksPerMinute != 0
            ? new(ErrorKind.Invalid, "The step must be a whole number of minutes.")
            : !caller.Permissions.IsAdmin && groupBy != SeriesDimension.Total
                ? new(ErrorKind.Forbidden, "Only administrators may see sums of other people's calls.")
                : null;
}

/// <summary>Sums of calls, oldest first; see <see cref="SeriesPoint"/>.</summary>
public sealed record CallSums(IReadOnlyList<SeriesPoint> Points);
