using System.Text.Json.Nodes;
using McpGateway.Access.Endpoints;
using McpGateway.Contracts;
using McpGateway.Core.Audit.Chain;
using McpGateway.Foundation;
using McpGateway.Foundation.Auditing;
using McpGateway.Foundation.Http;

namespace McpGateway.Core.Audit.Trail;

/// <summary><c>/api/audit/*</c> of changes, sign-ins and tokens (gateway contract §14.8).</summary>
internal static class TrailEndpoints
{
    private const string AdministratorsOnly = "Only administrators may read the audit.";
    private const int DefaultDays = 7;

    public static void MapTrail(this IEndpointRouteBuilder routes)
    {
        var audit = routes.MapGroup("/api/audit").WithTags("Audit").RequireAuthorization(EndpointPolicies.AnyCaller)
            .RequireAdministrator(AdministratorsOnly);
        audit.MapGet("/events", ListAsync).WithSummary("Events of the audit, newest first");
        audit.MapGet("/events/{request_id}", FindAsync).WithSummary("The events of one request");
        audit.MapGet("/statistics", CountAsync).WithSummary("Counts of events");
        audit.MapGet("/filter-options", ListOptionsAsync).WithSummary("What events can be filtered by");
        audit.MapGet("/executive-summary", SummariseAsync).WithSummary("The last days in a few numbers");
        audit.MapGet("/export", ExportAsync).WithSummary("The audit as JSON Lines, which can be verified offline, or as CSV");
        audit.MapGet("/chain", ListStreamsAsync).WithSummary("How far the streams go and up to where they are signed");
        audit.MapPost("/verify", VerifyAsync).WithSummary("Reads the whole audit and judges whether it is what was written");

        // Whoever is to verify an export needs them, and they are no secret.
        routes.MapGet("/api/audit/keys", ListKeysAsync).WithTags("Audit").WithSummary("The public keys that sign the audit (JWKS)")
            .RequireAuthorization(EndpointPolicies.AnyCaller);
    }

    private static async Task<IResult> ListAsync(
        HttpContext context, AuditQueries queries, AccessEvents access, string? cursor, CancellationToken cancellationToken)
    {
        var read = FilterQuery.Read(context.Request.Query);
        if (!read.IsSuccess)
        {
            return read.Error.ToResult();
        }

        var (caller, filter, limit) = (context.GetCaller(), read.Value.Filter, read.Value.Limit);
        var page = filter.Stream == AuditStreams.McpAccess
            ? await access.ListAsync(caller, filter, cursor, limit, cancellationToken)
            : await queries.ListAsync(caller, filter, cursor, limit, cancellationToken);
        return page.IsSuccess ? TypedResults.Json(page.Value, TrailJsonContext.Default.AuditPage) : page.Error.ToResult();
    }

    private static async Task<IResult> FindAsync(
        HttpContext context, AuditQueries queries, [Microsoft.AspNetCore.Mvc.FromRoute(Name = "request_id")] string requestId,
        CancellationToken cancellationToken)
    {
        var found = await queries.FindAsync(context.GetCaller(), requestId, cancellationToken);
        return found.IsSuccess ? TypedResults.Json(found.Value, TrailJsonContext.Default.AuditPage) : found.Error.ToResult();
    }

    private static async Task<IResult> CountAsync(HttpContext context, AuditQueries queries, CancellationToken cancellationToken)
    {
        var read = FilterQuery.Read(context.Request.Query);
        if (!read.IsSuccess)
        {
            return read.Error.ToResult();
        }

        var counts = await queries.CountAsync(context.GetCaller(), read.Value.Filter, cancellationToken);
        return counts.IsSuccess ? TypedResults.Json(counts.Value, TrailJsonContext.Default.AuditStatistics) : counts.Error.ToResult();
    }

    private static async Task<IResult> ListOptionsAsync(HttpContext context, AuditQueries queries, CancellationToken cancellationToken)
    {
        var options = await queries.ListOptionsAsync(context.GetCaller(), cancellationToken);
        return options.IsSuccess ? TypedResults.Json(options.Value, TrailJsonContext.Default.AuditOptionsList) : options.Error.ToResult();
    }

    private static async Task<IResult> SummariseAsync(
        HttpContext context, AuditQueries queries, string? days, CancellationToken cancellationToken)
    {
        var count = StatedValue.Number("days", days, "a whole number");
        if (!count.IsSuccess)
        {
            return count.Error.ToResult();
        }

        var summary = await queries.SummariseAsync(context.GetCaller(), count.Value.Value ?? DefaultDays, cancellationToken);
        return summary.IsSuccess ? TypedResults.Json(summary.Value, TrailJsonContext.Default.AuditDigest) : summary.Error.ToResult();
    }

    private static async Task<IResult> ExportAsync(
        HttpContext context, ExportAudit export, string? format, CancellationToken cancellationToken)
    {
        var read = FilterQuery.Read(context.Request.Query);
        if (!read.IsSuccess)
        {
            return read.Error.ToResult();
        }

        if (format is not (null or "" or "jsonl" or "csv"))
        {
            return StatedValue.Unreadable("format", "jsonl or csv").ToResult();
        }

        var caller = context.GetCaller();
        if (export.Check(caller, read.Value.Filter) is { } refusal)
        {
            return refusal.ToResult();
        }

        var isCsv = format == "csv";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.Stream(
            async body => _ = await export.WriteAsync(caller, read.Value.Filter, isCsv, body, cancellationToken),
            isCsv ? "text/csv; charset=utf-8" : "application/jsonl", isCsv ? "audit.csv" : "audit.jsonl");
    }

    private static async Task<IResult> ListStreamsAsync(HttpContext context, AuditQueries queries, CancellationToken cancellationToken)
    {
        var streams = await queries.ListStreamsAsync(context.GetCaller(), cancellationToken);
        return streams.IsSuccess
            ? TypedResults.Json(streams.Value, TrailJsonContext.Default.AuditChainState)
            : streams.Error.ToResult();
    }

    private static async Task<IResult> VerifyAsync(HttpContext context, VerifyAudit verify, CancellationToken cancellationToken)
    {
        var report = await verify.ExecuteAsync(context.GetCaller(), cancellationToken);
        return report.IsSuccess ? TypedResults.Json(report.Value, ContractsJsonContext.Default.AuditReport) : report.Error.ToResult();
    }

    private static async Task<IResult> ListKeysAsync(AuditKeys keys, CancellationToken cancellationToken)
    {
        var all = await keys.ListAsync(cancellationToken);
        return ErrorResults.Json(new JsonObject { ["keys"] = new JsonArray([.. all.Select(KeyOf)]) });
    }

    private static JsonObject KeyOf(AuditKeyRecord key) => new()
    {
        ["kty"] = "EC",
        ["crv"] = "P-256",
        ["use"] = "sig",
        ["alg"] = "ES256",
        ["kid"] = key.KeyId,
        ["x"] = key.X,
        ["y"] = key.Y,
    };
}
