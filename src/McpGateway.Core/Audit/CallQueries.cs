using System.Text.Json;
using McpGateway.Foundation;
using McpGateway.Foundation.Records;

namespace McpGateway.Core.Audit;

/// <summary>Recorded calls, newest first. Administrators see everyone's; others see their own.</summary>
public sealed class CallQueries(IRecordLog log)
{
    public const int DefaultPageSize = 100;

    private const string Denied = "denied";

    /// <summary>A bucket that takes in everything.</summary>
    private static readonly TimeSpan Ever = TimeSpan.FromDays(365_000);

    public async Task<Result<CallPage>> ListAsync(Caller caller, CallFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(filter);
        if (!caller.Permissions.IsAdmin && filter.User is not null && filter.User != caller.UserName)
        {
            return new Error(ErrorKind.Forbidden, "Only administrators may see other people's calls.");
        }

        var records = new LogFilter
        {
            Stream = CallEntry.Stream,
            User = filter.User,
            Subject = OwnOf(caller),
            Server = filter.Server?.Trim('/'),
            Outcome = filter.Outcome,
            Text = filter.Text,
            From = filter.From,
            To = filter.To,
        };
        var page = await log.QueryAsync(records, filter.Cursor, filter.Limit ?? DefaultPageSize, cancellationToken);
        return page.IsSuccess
            ? new CallPage([.. page.Value.Entries.Select(EntryOf)], page.Value.Next)
            : page.Error;
    }

    /// <summary>
    /// Numbers about the calls from <paramref name="from"/> to <paramref name="to"/>: everyone's for administrators, else the caller's own.
    /// </summary>
    public async Task<CallSummary> SummariseAsync(
        Caller caller, DateTimeOffset from, DateTimeOffset to, TimeSpan slot, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var filter = new LogFilter
        {
            Stream = CallEntry.Stream,
            Subject = OwnOf(caller),
            From = from,
            To = to,
        };
        var buckets = await log.AggregateAsync(filter, slot, LogGrouping.Outcome, cancellationToken);
        var total = await log.AggregateAsync(filter, Ever, LogGrouping.None, cancellationToken);
        var slots = new List<CallSlot>();
        for (var at = new DateTimeOffset(from.UtcTicks - (from.UtcTicks % slot.Ticks), TimeSpan.Zero); at < to; at += slot)
        {
            var inSlot = buckets.Where(bucket => bucket.At >= at && bucket.At < at + slot).ToArray();
            slots.Add(new(
                at, inSlot.Sum(static bucket => bucket.Count),
                inSlot.Where(static bucket => IsBad(bucket.Group)).Sum(static bucket => bucket.Count)));
        }

        return new(
            total.Sum(static bucket => bucket.Count),
            buckets.Where(static bucket => bucket.Group == Denied).Sum(static bucket => bucket.Count),
            buckets.Where(static bucket => IsBad(bucket.Group) && bucket.Group != Denied).Sum(static bucket => bucket.Count),
            total.MaxBy(static bucket => bucket.Count)?.P95,
            slots);
    }

    /// <summary>
    /// What restricts a caller to the own calls. Not the name: somebody else may have had it, or have it at another provider.
    /// </summary>
    private static string? OwnOf(Caller caller) => caller.Permissions.IsAdmin ? null : caller.Subject;

    private static bool IsBad(string? outcome) =>
        outcome is Denied or "unauthenticated" or "unavailable" or "upstream_failed" or "upstream_timed_out";

    private static CallEntry EntryOf(LogEntry entry) =>
        JsonSerializer.Deserialize(entry.Body, AuditJsonContext.Default.CallEntry)! with { Subject = entry.Subject };
}

/// <summary>Which calls. Members that are null do not restrict.</summary>
public sealed record CallFilter
{
    public string? User { get; init; }

    public string? Server { get; init; }

    public string? Outcome { get; init; }

    /// <summary>Text that the record must contain, for instance a tool's name.</summary>
    public string? Text { get; init; }

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? To { get; init; }

    public string? Cursor { get; init; }

    /// <summary>1 to 1,000; 100 when absent.</summary>
    public int? Limit { get; init; }
}

/// <summary>One page of calls, newest first.</summary>
public sealed record CallPage(IReadOnlyList<CallEntry> Calls, string? NextCursor);
