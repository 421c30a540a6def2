using System.Text.Json;
using McpGateway.Core.Foundation;
using McpGateway.Core.Foundation.Records;

namespace McpGateway.Core.Audit;

/// <summary>Recorded calls, newest first. Administrators see everyone's; others see their own.</summary>
public sealed class CallQueries(IRecordLog log)
{
    public const int DefaultPageSize = 100;

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
            User = caller.Permissions.IsAdmin ? filter.User : caller.UserName,
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

    private static CallEntry EntryOf(LogEntry entry) => JsonSerializer.Deserialize(entry.Body, AuditJsonContext.Default.CallEntry)!;
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
