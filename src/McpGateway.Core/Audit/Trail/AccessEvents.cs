using McpGateway.Foundation;
using McpGateway.Foundation.Auditing;
using McpGateway.Foundation.Records;

namespace McpGateway.Core.Audit.Trail;

/// <summary>
/// The stream <c>mcp_access</c>: calls to servers and agents in the form of events. They are read from the call records, so they are in no
/// chain and have no hash (ADR 42).
/// </summary>
public sealed class AccessEvents(CallQueries calls)
{
    /// <summary>Pages that are looked through for one that has something: a rare condition must not read everything.</summary>
    private const int MostPages = 20;

    /// <summary>
    /// A page of events, newest first. What records have no column for is looked at page by page, so a page may have fewer events than it
    /// may have, or none, while there is another.
    /// </summary>
    public async Task<Result<AuditPage>> ListAsync(
        Caller caller, AuditFilter filter, string? cursor, int? limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(filter);
        if (Check(caller, filter) is { } refusal)
        {
            return refusal;
        }

        for (var pages = 1; ; pages++)
        {
            var page = await calls.ListAsync(caller, FilterOf(filter) with { Cursor = cursor, Limit = limit }, cancellationToken);
            if (!page.IsSuccess)
            {
                return page.Error;
            }

            AuditItem[] events = [.. page.Value.Calls.Select(AccessEvent.Of).Where(item => Fits(item.Event, filter))];
            cursor = page.Value.NextCursor;
            if (events.Length > 0 || cursor is null || pages == MostPages)
            {
                return new AuditPage(events, cursor);
            }
        }
    }

    /// <summary>All events that fit, page by page as they are read. The caller and the filter were checked.</summary>
    internal async IAsyncEnumerable<AuditItem> ReadAsync(
        Caller caller, AuditFilter filter,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? cursor = null;
        do
        {
            var page = await ListAsync(caller, filter, cursor, IRecordLog.MaxPageSize, cancellationToken);
            if (!page.IsSuccess)
            {
                throw new InvalidOperationException(page.Error.Detail);
            }

            foreach (var item in page.Value.Events)
            {
                yield return item;
            }

            cursor = page.Value.NextCursor;
        }
        while (cursor is not null);
    }

    /// <summary>Why a filter cannot be, or the caller may not ask; null when nothing is wrong.</summary>
    internal static Error? Check(Caller caller, AuditFilter filter) =>
        AuditQueries.Check(caller, filter with { Stream = null })
        ?? (filter.ClientIp is not null ? Missing("client_ip") : filter.RequestId is not null ? Missing("request_id") : null);

    private static Error Missing(string name) =>
        new(ErrorKind.Invalid, $"Calls are recorded without '{name}': stream=mcp_access cannot be filtered by it.");

    /// <summary>What the log finds by itself.</summary>
    private static CallFilter FilterOf(AuditFilter filter) => new()
    {
        User = filter.User,
        Server = filter.ResourceId,
        Method = filter.Operation,
        Status = filter.StatusMin is { } status && status == filter.StatusMax ? status : null,
        From = filter.From,
        To = filter.To,
        Text = filter.Text,
    };

    private static bool Fits(AuditEvent access, AuditFilter filter) =>
        (filter.Outcome is null || filter.Outcome == access.Response.Outcome)
        && (filter.Decision is null || filter.Decision == access.Authorization.Decision)
        && (filter.ResourceType is null || filter.ResourceType == access.Action.ResourceType)
        && !(access.Response.StatusCode < filter.StatusMin) && !(access.Response.StatusCode > filter.StatusMax);
}
