using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Access.Endpoints;
using McpGateway.Core.Scanning.Analysis;
using McpGateway.Core.Scanning.Operations;
using McpGateway.Core.Scanning.Pipeline;
using McpGateway.Core.Scanning.Results;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;

namespace McpGateway.Core.Scanning.Routes;

/// <summary>The safety of the whole registry, for administrators: posture, findings, decisions on them, a scan of everything.</summary>
internal static class SecurityRoutes
{
    public static void MapSecurity(this IEndpointRouteBuilder routes)
    {
        var security = routes.MapGroup("/api/security").WithTags("Security").RequireAdministrator(ScanQueries.OverviewRefusal.Detail);
        security.MapGet("/overview", Overview).WithSummary("Posture: verdicts, open findings by severity, the last scan of everything");
        security.MapPost("/scan", ScanAllAsync).WithSummary("Scan everything; progress is in the overview");
        security.MapPost("/release", ReleaseAsync)
            .WithSummary("Offer a held server although nobody has looked at what it lists: path");
        security.MapPost("/findings/{id}/accept", AcceptAsync)
            .WithSummary("Accept a finding: kind (server or agent), path, reason, expires_at (optional)");
        security.MapPost("/findings/{id}/reopen", ReopenAsync).WithSummary("Have an accepted finding count again: kind, path");
    }

    private static IResult Overview(HttpContext context, ScanQueries queries)
    {
        var found = queries.Overview(context.GetCaller());
        return found.IsSuccess ? ErrorResults.Json(Body(found.Value)) : found.Error.ToResult();
    }

    private static JsonObject Body(ScanOverview overview) => new()
    {
        ["items"] = new JsonArray([.. overview.Items.Select(item => (JsonNode)new JsonObject
        {
            ["kind"] = ScanQueries.WordOf(item.Kind),
            ["path"] = item.Path,
            ["name"] = item.Name,
            ["verdict"] = item.Badge?.Verdict.ToString().ToLowerInvariant(),
            ["scan_timestamp"] = item.Record is { } record ? ScanDocument.Time(record.Last.At) : null,
            ["findings"] = item.Record is { } known ? ScanDocument.Findings(known, overview.At) : new JsonArray(),
        })]),
        ["waiting"] = overview.Waiting,
        ["scan"] = Progress(overview.Run),
    };

    private static JsonObject? Progress(RegistryScanProgress? progress) => progress is null ? null : new()
    {
        ["started_at"] = ScanDocument.Time(progress.Run.StartedAt),
        ["ended_at"] = progress.Run.EndedAt is { } end ? ScanDocument.Time(end) : null,
        ["trigger"] = progress.Run.Trigger,
        ["by"] = progress.Run.By,
        ["total"] = progress.Total,
        ["done"] = progress.Done,
        ["failed"] = progress.Failed,
        ["unsafe"] = progress.Unsafe,
    };

    private static async Task<IResult> ScanAllAsync(HttpContext context, Rescan operation, CancellationToken cancellationToken)
    {
        var outcome = await operation.ExecuteForAllAsync(context.GetCaller(), cancellationToken);
        return outcome.IsSuccess
            ? ErrorResults.Json(
                new JsonObject { ["started_at"] = ScanDocument.Time(outcome.Value.StartedAt), ["by"] = outcome.Value.By },
                StatusCodes.Status202Accepted)
            : outcome.Error.ToResult();
    }

    private static async Task<IResult> ReleaseAsync(HttpContext context, ReleaseHeld operation, CancellationToken cancellationToken)
    {
        var body = await JsonBody.ReadObjectAsync(context.Request, cancellationToken);
        if (body.Refusal is not null)
        {
            return body.Refusal;
        }

        if (body.Root.TextOf("path") is not { Length: > 0 } path)
        {
            return ErrorResults.Detail(StatusCodes.Status400BadRequest, "path must be the path of a server");
        }

        var outcome = await operation.ExecuteAsync(context.GetCaller(), path, cancellationToken);
        return outcome.IsSuccess
            ? ErrorResults.Json(new JsonObject { ["path"] = outcome.Value.Path, ["is_enabled"] = outcome.Value.IsEnabled })
            : outcome.Error.ToResult();
    }

    private static Task<IResult> AcceptAsync(
        HttpContext context, string id, JudgeFinding operation, ScanQueries queries, CancellationToken cancellationToken) =>
        DecideAsync(
            context, queries,
            (kind, path, body) => operation.AcceptAsync(
                context.GetCaller(), kind, path, id, body.TextOf("reason") ?? "", TimeOf(body), cancellationToken),
            cancellationToken);

    private static Task<IResult> ReopenAsync(
        HttpContext context, string id, JudgeFinding operation, ScanQueries queries, CancellationToken cancellationToken) =>
        DecideAsync(
            context, queries,
            (kind, path, _) => operation.ReopenAsync(context.GetCaller(), kind, path, id, cancellationToken),
            cancellationToken);

    private static async Task<IResult> DecideAsync(
        HttpContext context, ScanQueries queries, Func<SubjectKind, string, JsonElement, Task<Result<ScanRecord>>> decide,
        CancellationToken cancellationToken)
    {
        var body = await JsonBody.ReadObjectAsync(context.Request, cancellationToken);
        if (body.Refusal is not null)
        {
            return body.Refusal;
        }

        if (body.Root.TextOf("path") is not { Length: > 0 } path)
        {
            return ErrorResults.Detail(StatusCodes.Status400BadRequest, "path must be the path of a server or agent");
        }

        if (body.Root.TryGetProperty("expires_at", out var stated) && stated.ValueKind != JsonValueKind.Null && TimeOf(body.Root) is null)
        {
            return ErrorResults.Detail(StatusCodes.Status400BadRequest, "expires_at must be a time such as 2027-01-31T00:00:00Z");
        }

        SubjectKind? kind = body.Root.TextOf("kind") switch
        {
            null or "server" => SubjectKind.Server,
            "agent" => SubjectKind.Agent,
            _ => null,
        };
        if (kind is not { } known)
        {
            return ErrorResults.Detail(StatusCodes.Status400BadRequest, "kind must be server or agent");
        }

        var outcome = await decide(known, path, body.Root);
        return outcome.IsSuccess ? ErrorResults.Json(ScanDocument.Of(outcome.Value, queries.Now)) : outcome.Error.ToResult();
    }

    private static DateTimeOffset? TimeOf(JsonElement body) =>
        DateTimeOffset.TryParse(body.TextOf("expires_at"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.ToUniversalTime()
            : null;
}
