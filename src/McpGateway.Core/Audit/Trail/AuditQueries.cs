using McpGateway.Foundation;
using McpGateway.Foundation.Auditing;

namespace McpGateway.Core.Audit.Trail;

/// <summary>The audit of changes, sign-ins and tokens, for administrators.</summary>
public sealed class AuditQueries(IAuditTrail trail, TimeProvider time)
{
    public const int DefaultPageSize = 100;

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

        var outcomes = await trail.CountAsync(filter, AuditGrouping.Outcome, Top, cancellationToken);
        return new AuditStatistics(
            outcomes.Sum(static count => count.Count),
            await trail.CountAsync(filter, AuditGrouping.Stream, Top, cancellationToken),
            outcomes,
            await trail.CountAsync(filter, AuditGrouping.Decision, Top, cancellationToken),
            await trail.CountAsync(filter, AuditGrouping.Operation, Top, cancellationToken),
            await trail.CountAsync(filter, AuditGrouping.ResourceType, Top, cancellationToken),
            await trail.CountAsync(filter, AuditGrouping.User, Top, cancellationToken));
    }

    /// <summary>The values that there are, for filters.</summary>
    public async Task<Result<AuditOptionsList>> ListOptionsAsync(Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!caller.Permissions.IsAdmin)
        {
            return Refusal;
        }

        return new AuditOptionsList(
            AuditStreams.All, AuditOutcomes.All, AuditDecisions.All,
            await NamesAsync(AuditGrouping.Operation, cancellationToken),
            await NamesAsync(AuditGrouping.ResourceType, cancellationToken),
            await NamesAsync(AuditGrouping.User, cancellationToken));
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
        var all = await CountAsync(caller, filter, cancellationToken);
        if (!all.IsSuccess)
        {
            return all.Error;
        }

        var failures = await CountAsync(
            caller, filter with { Stream = AuditStreams.SignIn, Outcome = AuditOutcomes.Failure }, cancellationToken);
        var denied = await CountAsync(caller, filter with { Decision = AuditDecisions.Deny }, cancellationToken);
        return new AuditDigest(filter.From.Value, now, all.Value, failures.Value?.Total ?? 0, denied.Value?.Total ?? 0);
    }

    /// <summary>How far the streams go, and up to where they are signed.</summary>
    public async Task<Result<AuditChainState>> ListStreamsAsync(Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!caller.Permissions.IsAdmin)
        {
            return Refusal;
        }

        var statements = await trail.ListStatementsAsync(cancellationToken);
        return new AuditChainState(
        [
            .. (await trail.ReadHeadsAsync(cancellationToken)).Select(head =>
            {
                var signed = statements.Where(statement => statement.Stream == head.Stream).MaxBy(static statement => statement.Number);
                return new AuditStreamState(head.Stream, head.Number, head.Hash, signed?.Number ?? 0, signed?.At, signed?.Statement);
            }),
        ]);
    }

    /// <summary>Why a filter cannot be, or the caller may not ask; null when nothing is wrong.</summary>
    internal static Error? Check(Caller caller, AuditFilter filter) =>
        !caller.Permissions.IsAdmin ? Refusal
        : Unknown("stream", filter.Stream, AuditStreams.All) ?? Unknown("outcome", filter.Outcome, AuditOutcomes.All)
            ?? Unknown("decision", filter.Decision, AuditDecisions.All);

    private static Error? Unknown(string name, string? value, IReadOnlyList<string> known) =>
        value is null || known.Contains(value) ? null
        : value == "mcp_access" ? new(ErrorKind.Invalid, "Access to servers and agents is in the call records: GET /api/audit/calls.")
        : new(ErrorKind.Invalid, $"The value of '{name}' must be one of {string.Join(", ", known)}.");

    private async Task<IReadOnlyList<string>> NamesAsync(AuditGrouping grouping, CancellationToken cancellationToken) =>
    [
        .. (await trail.CountAsync(new(), grouping, MaxOptions, cancellationToken)).Select(static count => count.Name)
            .Order(StringComparer.Ordinal),
    ];
}
