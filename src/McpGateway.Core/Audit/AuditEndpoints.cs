using System.Globalization;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;

namespace McpGateway.Core.Audit;

public static class AuditEndpoints
{
    private const string Time = "a time such as 2030-01-31T12:00:00Z";

    /// <summary>Maps <c>GET /api/audit/calls</c>.</summary>
    public static void MapAudit(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/audit/calls", ListAsync).WithTags("Audit").WithSummary("Recorded calls, newest first");

    private static async Task<IResult> ListAsync(
        HttpContext context,
        CallQueries queries,
        string? user,
        string? server,
        string? outcome,
        string? text,
        string? from,
        string? to,
        string? cursor,
        string? limit,
        CancellationToken cancellationToken)
    {
        // Read here: the framework answers a parameter that it cannot read without saying which.
        if (!TryReadTime(from, out var start))
        {
            return Unreadable(nameof(from), Time);
        }

        if (!TryReadTime(to, out var end))
        {
            return Unreadable(nameof(to), Time);
        }

        if (!TryReadNumber(limit, out var count))
        {
            return Unreadable(nameof(limit), "a whole number");
        }

        var filter = new CallFilter
        {
            User = user,
            Server = server,
            Outcome = outcome,
            Text = text,
            From = start,
            To = end,
            Cursor = cursor,
            Limit = count,
        };
        var page = await queries.ListAsync(context.GetCaller(), filter, cancellationToken);
        return page.IsSuccess ? TypedResults.Json(page.Value, AuditJsonContext.Default.CallPage) : page.Error.ToResult();
    }

    private static bool TryReadTime(string? text, out DateTimeOffset? time)
    {
        var isRead = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var value);
        time = isRead ? value : null;
        return isRead || string.IsNullOrEmpty(text);
    }

    private static bool TryReadNumber(string? text, out int? number)
    {
        var isRead = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value);
        number = isRead ? value : null;
        return isRead || string.IsNullOrEmpty(text);
    }

    private static IResult Unreadable(string parameter, string expected) =>
        new Error(ErrorKind.Invalid, $"The value of '{parameter}' must be {expected}.").ToResult();
}
