using McpGateway.Core.Foundation;
using McpGateway.Core.Foundation.Http;

namespace McpGateway.Core.Audit;

public static class AuditEndpoints
{
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
        DateTimeOffset? from,
        DateTimeOffset? to,
        string? cursor,
        int? limit,
        CancellationToken cancellationToken)
    {
        var filter = new CallFilter
        {
            User = user,
            Server = server,
            Outcome = outcome,
            Text = text,
            From = from,
            To = to,
            Cursor = cursor,
            Limit = limit,
        };
        var page = await queries.ListAsync(context.GetCaller(), filter, cancellationToken);
        return page.IsSuccess ? TypedResults.Json(page.Value, AuditJsonContext.Default.CallPage) : page.Error.ToResult();
    }
}
