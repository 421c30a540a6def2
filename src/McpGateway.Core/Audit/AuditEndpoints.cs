using McpGateway.Access.Endpoints;
using McpGateway.Core.Audit.Trail;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;

namespace McpGateway.Core.Audit;

public static class AuditEndpoints
{
    /// <summary>
    /// Maps <c>GET /api/audit/calls</c>, its export and the sums, which everybody may read of the own calls, so that no access rule has to
    /// open them; and the audit of changes, sign-ins and tokens, which is for administrators.
    /// </summary>
    public static void MapAudit(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/audit").WithTags("Audit").RequireAuthorization(EndpointPolicies.AnyCaller);
        group.MapGet("calls", ListAsync)
            .WithSummary("Recorded calls, newest first: the caller's own, or everyone's for administrators");
        group.MapGet("calls/export", CallExportEndpoint.ExportAsync)
            .WithSummary("The same as a file: CSV or a JSON object a line, newest first");
        group.MapGet("series", CallSeriesEndpoint.ReadAsync)
            .WithSummary("Sums of calls over time, by server, tool, user and others: the caller's own, or everyone's for administrators");
        routes.MapTrail();
    }

    private static async Task<IResult> ListAsync(
        HttpContext context, CallQueries queries, [AsParameters] CallListQuery query, string? limit, CancellationToken cancellationToken)
    {
        var filter = query.Read(limit);
        if (!filter.IsSuccess)
        {
            return filter.Error.ToResult();
        }

        var page = await queries.ListAsync(context.GetCaller(), filter.Value, cancellationToken);
        return page.IsSuccess ? TypedResults.Json(page.Value, AuditJsonContext.Default.CallPage) : page.Error.ToResult();
    }
}
