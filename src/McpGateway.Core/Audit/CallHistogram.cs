using McpGateway.Foundation;
using McpGateway.Foundation.Records;
using McpGateway.Proxy.Recording;

namespace McpGateway.Core.Audit;

/// <summary>How the calls that a filter finds are spread over time.</summary>
public sealed class CallHistogram(IRecordSeries series, IRecordLog log)
{
    /// <summary>
    /// Sums answer for everything, a server, a tool, a user or a client, and for an outcome of these. What combines more, or has a text, is
    /// counted from the records, for a day at most.
    /// </summary>
    private static readonly TimeSpan MostCounted = TimeSpan.FromHours(24);

    /// <summary>A time may come from an address: what is answered is held in memory, and drawn.</summary>
    private const int MostSlots = 1_500;

    /// <param name="caller">Others than administrators see their own calls.</param>
    /// <param name="filter">Which calls; its cursor and its number of calls say nothing.</param>
    /// <param name="from">Inclusive.</param>
    /// <param name="to">Exclusive.</param>
    /// <param name="step">Width of a slot, whole minutes.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>
    /// Slots, oldest first, those without calls included; <see cref="ErrorKind.Unprocessable"/> where it would have to be counted for too
    /// long a time, or would be more than 1,500 slots.
    /// </returns>
    public async Task<Result<IReadOnlyList<CallFigures>>> ReadAsync(
        Caller caller, CallFilter filter, DateTimeOffset from, DateTimeOffset to, TimeSpan step, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(filter);
        var first = from.UtcTicks - (from.UtcTicks % step.Ticks);
        if ((to.UtcTicks - first - 1) / step.Ticks >= MostSlots)
        {
            return new Error(
                ErrorKind.Unprocessable, $"This time is too long to be counted in steps ({MostSlots} at most): choose a shorter one.");
        }

        var found = QueryOf(caller, filter) is { } query
            ? await SumAsync(query with { From = from, To = to, Step = step, Top = 1 }, filter.Outcome, cancellationToken)
            : to - from <= MostCounted
                ? await CountAsync(caller, filter with { From = from, To = to }, step, cancellationToken)
                : null;
        if (found is null)
        {
            return new Error(
                ErrorKind.Unprocessable, "Calls that are narrowed so far are counted for a day at most: choose a shorter time.");
        }

        var slots = new List<CallFigures>();
        for (var ticks = first; ticks < to.UtcTicks; ticks += step.Ticks)
        {
            var at = new DateTimeOffset(ticks, TimeSpan.Zero);
            slots.Add(found.GetValueOrDefault(at) ?? CallFigures.None(at));
        }

        return slots;
    }

    /// <returns>Null for what no sums are kept of.</returns>
    private static SeriesQuery? QueryOf(Caller caller, CallFilter filter)
    {
        var stated = new[] { filter.User, filter.Server, filter.Client }.Count(static name => !string.IsNullOrEmpty(name));
        var isOwn = !caller.Permissions.IsAdmin;
        if (!string.IsNullOrEmpty(filter.Text) || !string.IsNullOrEmpty(filter.Method) || !string.IsNullOrEmpty(filter.Instance)
            || filter.Status is not null || !string.IsNullOrEmpty(filter.Id) || stated > 1
            || (!string.IsNullOrEmpty(filter.Target) && (isOwn || string.IsNullOrEmpty(filter.Server))) || (isOwn && stated > 0))
        {
            return null;
        }

        var subject = new CallSubject
        {
            Server = Given(filter.Server?.Trim('/')),
            Tool = Given(filter.Target),
            User = Given(filter.User),
            Client = Given(filter.Client),
        };
        return new()
        {
            Stream = CallEntry.Stream,
            From = default,
            To = default,
            Step = default,
            GroupBy = isOwn ? SeriesDimension.Subject : subject.Dimension,
            Key = isOwn ? caller.Subject : subject.Key,
        };
    }

    private async Task<Dictionary<DateTimeOffset, CallFigures>> SumAsync(
        SeriesQuery query, string? outcome, CancellationToken cancellationToken)
    {
        var slots = new Dictionary<DateTimeOffset, CallFigures>();
        foreach (var point in (await series.ReadAsync(query, cancellationToken)).Where(static point => point.Key is not null))
        {
            slots[point.At] = string.IsNullOrEmpty(outcome)
                ? CallFigures.Of(point) : Of(point.At, outcome, point.Outcomes.GetValueOrDefault(outcome));
        }

        return slots;
    }

    private async Task<Dictionary<DateTimeOffset, CallFigures>> CountAsync(
        Caller caller, CallFilter filter, TimeSpan step, CancellationToken cancellationToken)
    {
        var buckets = await log.AggregateAsync(CallQueries.RecordsOf(caller, filter), step, LogGrouping.Outcome, cancellationToken);
        return buckets.GroupBy(static bucket => bucket.At).ToDictionary(
            static slot => slot.Key,
            static slot => slot.Select(static bucket => Of(bucket.At, bucket.Group, bucket.Count)).Aggregate(static (sum, one) => sum with
            {
                Calls = sum.Calls + one.Calls,
                Denied = sum.Denied + one.Denied,
                Failed = sum.Failed + one.Failed,
            }));
    }

    private static CallFigures Of(DateTimeOffset at, string? outcome, long calls) => CallFigures.None(at) with
    {
        Calls = calls,
        Denied = outcome == CallOutcomeNames.Denied ? calls : 0,
        Failed = CallOutcomes.IsFailure(outcome) ? calls : 0,
    };

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
