using McpGateway.Foundation;
using McpGateway.Foundation.Auditing;

namespace McpGateway.Core.Audit.Trail;

/// <summary>The audit of changes, sign-ins and tokens, for administrators.</summary>
public sealed class AuditQueries(IAuditTrail trail, TimeProvider time)
{
    public const int DefaultPageSize = 100;

    /// <summary>How many newer events are shown with one that is asked for.</summary>
    private const int Newer = 3;

    /// <summary>Values of one kind that a summary names.</summary>
    private const int Top = 10;

    /// <summary>Values that a filter can be chosen from.</summary>
    private const int MaxOptions = 200;

    private const int MaxDays = 366;

    private static readonly Error Refusal = new(ErrorKind.Forbidden, "Only administrators may read the audit.");

    /// <summary>A page of events, newest first.</summary>
    /// <returns><see cref="ErrorKind.Forbidden"/> for others than administrators; <see cref="ErrorKind.Invalid"/> for a filter that
    /// cannot be.</returns>
    public async Task<Result<AuditPage>> ListAsync(
        Caller caller, AuditFilter filter, string? cursor, int? limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(filter);
        if (Check(caller, filter) is { } refusal)
        {
            return refusal;
        }

        var page = await trail.QueryAsync(
            filter, string.IsNullOrEmpty(cursor) ? null : cursor, limit ?? DefaultPageSize, cancellationToken);
        return page.IsSuccess ? new AuditPage([.. page.Value.Rows.Select(AuditItem.Of)], page.Value.Next) : page.Error;
    }

    /// <summary>
    /// The page on which an event is, with some that are newer: where it is however many came since. The end of the filter's time does not
    /// count, and where the event is older than its beginning, neither does that.
    /// </summary>
    /// <param name="id">As <see cref="AuditItem.Id"/>.</param>
    /// <returns>
    /// <see cref="ErrorKind.NotFound"/> when there is no such event, or none that the filter lets through.
    /// </returns>
    public async Task<Result<AuditPage>> ListAroundAsync(
        Caller caller, AuditFilter filter, string id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(filter);
        if (Check(caller, filter) is { } refusal)
        {
            return refusal;
        }

        if (!AuditItem.TryParse(id, out var stream, out var number)
            || await trail.ReadAsync(stream, number - 1, Newer + 1, cancellationToken) is not [var row, ..] rows || row.Number != number)
        {
            return new Error(ErrorKind.NotFound, "There is no such event, or not any more.");
        }

        filter = filter.From > row.At ? filter with { From = null } : filter;

        // What other streams wrote meanwhile may fill the page: then it begins with the event itself.
        foreach (var newest in (DateTimeOffset[])[rows[^1].At, row.At])
        {
            var page = await ListAsync(caller, filter with { To = newest.AddMicroseconds(1) }, null, null, cancellationToken);
            if (!page.IsSuccess || page.Value.Events.Any(item => item.Id == id))
            {
                return page;
            }
        }

        return new Error(ErrorKind.NotFound, "The event is there, but not among those that the list is narrowed to.");
    }

    /// <summary>The events of one request, oldest first.</summary>
    public async Task<Result<AuditPage>> FindAsync(Caller caller, string requestId, CancellationToken cancellationToken)
    {
        var page = await ListAsync(caller, new() { RequestId = requestId }, null, IAuditTrail.MaxPageSize, cancellationToken);
        return !page.IsSuccess ? page.Error
            : page.Value.Events.Count == 0 ? new Error(ErrorKind.NotFound, "The audit has no event of this request.")
            : new AuditPage([.. page.Value.Events.Reverse()], null);
    }

    /// <summary>Counts of matching events.</summary>
    public async Task<Result<AuditStatistics>> CountAsync(Caller caller, AuditFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(filter);
        if (Check(caller, filter) is { } refusal)
        {
            return refusal;
        }

        return StatisticsOf(
            await trail.CountAsync(filter, cancellationToken), await trail.CountUsersAsync(filter, Top, cancellationToken));
    }

    /// <summary>The values that there are, for filters.</summary>
    public async Task<Result<AuditOptionsList>> ListOptionsAsync(Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!caller.Permissions.IsAdmin)
        {
            return Refusal;
        }

        var tallies = await trail.CountAsync(new(), cancellationToken);
        var users = await trail.CountUsersAsync(new(), MaxOptions, cancellationToken);
        return new AuditOptionsList(
            [.. AuditStreams.All, AuditStreams.McpAccess], AuditOutcomes.All, AuditDecisions.All,
            NamesOf(CountsOf(tallies, static tally => tally.Operation, MaxOptions)),
            NamesOf(CountsOf(tallies, static tally => tally.ResourceType, MaxOptions)),
            NamesOf(users));
    }

    /// <summary>The last days in a few numbers.</summary>
    /// <param name="days">1 to 366.</param>
    public async Task<Result<AuditDigest>> SummariseAsync(Caller caller, int days, CancellationToken cancellationToken)
    {
        if (days is < 1 or > MaxDays)
        {
            return new Error(ErrorKind.Invalid, $"A summary is of 1 to {MaxDays} days.");
        }

        var now = time.GetUtcNow();
        var filter = new AuditFilter { From = now - TimeSpan.FromDays(days), To = now };
        ArgumentNullException.ThrowIfNull(caller);
        if (Check(caller, filter) is { } refusal)
        {
            return refusal;
        }

        var tallies = await trail.CountAsync(filter, cancellationToken);
        var statistics = StatisticsOf(tallies, await trail.CountUsersAsync(filter, Top, cancellationToken));
        return new AuditDigest(
            filter.From.Value, now, statistics,
            tallies.Where(static tally => tally is { Stream: AuditStreams.SignIn, Outcome: AuditOutcomes.Failure })
                .Sum(static tally => tally.Count),
            tallies.Where(static tally => tally.Decision == AuditDecisions.Deny).Sum(static tally => tally.Count));
    }

    /// <summary>How far the streams go, and up to where they are signed.</summary>
    public async Task<Result<AuditChainState>> ListStreamsAsync(Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!caller.Permissions.IsAdmin)
        {
            return Refusal;
        }

        var streams = new List<AuditStreamState>();
        foreach (var head in await trail.ReadHeadsAsync(cancellationToken))
        {
            var signed = await trail.FindNewestStatementAsync(head.Stream, null, cancellationToken);
            streams.Add(new(head.Stream, head.Number, head.Hash, signed?.Number ?? 0, signed?.At, signed?.Statement));
        }

        return new AuditChainState(streams);
    }

    /// <summary>Why a filter cannot be, or the caller may not ask; null when nothing is wrong.</summary>
    internal static Error? Check(Caller caller, AuditFilter filter) =>
        !caller.Permissions.IsAdmin ? Refusal
        : Unknown("stream", filter.Stream, AuditStreams.All) ?? Unknown("outcome", filter.Outcome, AuditOutcomes.All)
            ?? Unknown("decision", filter.Decision, AuditDecisions.All);

    private static Error? Unknown(string name, string? value, IReadOnlyList<string> known) =>
        value is null || known.Contains(value) ? null
        : value == AuditStreams.McpAccess ? new(
            ErrorKind.Invalid, "Calls are no events of the chain: ask /api/audit/events or /api/audit/export for them.")
        : new(
            ErrorKind.Invalid, $"The value of '{name}' must be one of {string.Join(", ", known)}."
                + (name == "stream" ? $" Events and exports also know {AuditStreams.McpAccess}." : ""));

    private static AuditStatistics StatisticsOf(IReadOnlyList<AuditTally> tallies, IReadOnlyList<AuditCount> users) => new(
        tallies.Sum(static tally => tally.Count),
        CountsOf(tallies, static tally => tally.Stream, Top),
        CountsOf(tallies, static tally => tally.Outcome, Top),
        CountsOf(tallies, static tally => tally.Decision, Top),
        CountsOf(tallies, static tally => tally.Operation, Top),
        CountsOf(tallies, static tally => tally.ResourceType, Top),
        users);

    /// <summary>The most frequent first.</summary>
    private static IReadOnlyList<AuditCount> CountsOf(IReadOnlyList<AuditTally> tallies, Func<AuditTally, string> by, int top) =>
    [
        .. tallies.GroupBy(by, StringComparer.Ordinal)
            .Select(static group => new AuditCount(group.Key, group.Sum(static tally => tally.Count)))
            .OrderByDescending(static count => count.Count).ThenBy(static count => count.Name, StringComparer.Ordinal).Take(top),
    ];

    private static IReadOnlyList<string> NamesOf(IReadOnlyList<AuditCount> counts) =>
        [.. counts.Select(static count => count.Name).Order(StringComparer.Ordinal)];
}
