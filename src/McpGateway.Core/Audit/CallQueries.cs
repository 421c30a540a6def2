using System.Text.Json;
using McpGateway.Foundation;
using McpGateway.Foundation.Records;

namespace McpGateway.Core.Audit;

/// <summary>Recorded calls, newest first. Administrators see everyone's; others see their own.</summary>
public sealed class CallQueries(IRecordLog log)
{
    public const int DefaultPageSize = 100;

    public async Task<Result<CallPage>> ListAsync(Caller caller, CallFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(filter);
        var user = Stated(filter.User);
        if (!caller.Permissions.IsAdmin && user is not null && user != caller.UserName)
        {
            return new Error(ErrorKind.Forbidden, "Only administrators may see other people's calls.");
        }

        var page = await log.QueryAsync(
            RecordsOf(caller, filter), Stated(filter.Cursor), filter.Limit ?? DefaultPageSize, cancellationToken);
        return page.IsSuccess
            ? new CallPage([.. page.Value.Entries.Select(EntryOf)], page.Value.Next)
            : page.Error;
    }

    /// <summary>The records that the caller may see of those that the filter finds.</summary>
    internal static LogFilter RecordsOf(Caller caller, CallFilter filter) => new()
    {
        Stream = CallEntry.Stream,
        User = Stated(filter.User),
        Subject = OwnOf(caller),
        Server = Stated(filter.Server?.Trim('/')),
        Outcome = Stated(filter.Outcome),
        Method = Stated(filter.Method),
        Target = Stated(filter.Target),
        Client = Stated(filter.Client),
        Status = filter.Status,
        Instance = Stated(filter.Instance),
        Id = Stated(filter.Id),
        Text = Stated(filter.Text),
        From = filter.From,
        To = filter.To,
    };

    /// <summary>
    /// What restricts a caller to the own calls. Not the name: somebody else may have had it, or have it at another provider.
    /// </summary>
    private static string? OwnOf(Caller caller) => caller.Permissions.IsAdmin ? null : caller.Subject;

    /// <summary>A parameter that was left empty does not restrict.</summary>
    private static string? Stated(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static CallEntry EntryOf(LogEntry entry) =>
        JsonSerializer.Deserialize(entry.Body, AuditJsonContext.Default.CallEntry)! with { Id = entry.Id, Subject = entry.Subject };
}

/// <summary>Which calls. Members that are null or empty do not restrict.</summary>
public sealed record CallFilter
{
    public string? User { get; init; }

    public string? Server { get; init; }

    public string? Outcome { get; init; }

    /// <summary>JSON-RPC method, or <c>GET</c>/<c>DELETE</c>.</summary>
    public string? Method { get; init; }

    /// <summary>Tool, resource or prompt.</summary>
    public string? Target { get; init; }

    public string? Client { get; init; }

    /// <summary>HTTP status.</summary>
    public int? Status { get; init; }

    /// <summary>The replica that wrote the record, see <see cref="CallEntry.Instance"/>.</summary>
    public string? Instance { get; init; }

    /// <summary>The one call with this <see cref="CallEntry.Id"/>.</summary>
    public string? Id { get; init; }

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
