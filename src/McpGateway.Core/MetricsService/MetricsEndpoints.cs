using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Access.Endpoints;
using McpGateway.Core.Audit;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;

namespace McpGateway.Core.MetricsService;

/// <summary>The service that takes metrics, at the paths of the Python product's (gateway contract §8.2), and the export.</summary>
public static class MetricsEndpoints
{
    private const string KeyHeader = "X-API-Key";
    private const int MaxBodyBytes = 2 * 1024 * 1024;
    private const string RetryAfterSeconds = "60";
    private const string FileType = "application/vnd.sqlite3";

    public static void MapMetricsService(this IEndpointRouteBuilder routes)
    {
        // Who sends has a key of its own and no account.
        routes.MapPost("/metrics", TakeAsync).AllowAnonymous().WithTags("Metrics").WithSummary("Takes metrics of other programs");
        routes.MapPost("/flush", Flush).AllowAnonymous().WithTags("Metrics").WithSummary("Nothing waits: what was answered is stored");
        routes.MapGet("/rate-limit", ShowRate).AllowAnonymous().WithTags("Metrics").WithSummary("What a key may still send");
        routes.MapGet("/api/metrics/database", ExportAsync).WithTags("Metrics").WithSummary("All metrics as a SQLite file")
            .RequireAuthorization(EndpointPolicies.AnyCaller).RequireAdministrator("Only administrators may take the metrics of everyone.");
    }

    private static async Task<IResult> TakeAsync(
        HttpContext context, MetricsKeys keys, MetricsCollection collection, CancellationToken cancellationToken)
    {
        if (keys.Find(context.Request.Headers[KeyHeader]) is not { } key)
        {
            return NoKey();
        }

        if (!key.TryTake())
        {
            ShowLimits(context, key);
            context.Response.Headers.RetryAfter = RetryAfterSeconds;
            return ErrorResults.Detail(StatusCodes.Status429TooManyRequests, "Rate limit exceeded");
        }

        ShowLimits(context, key);
        if (await ReadBodyAsync(context.Request, cancellationToken) is not { } body)
        {
            return ErrorResults.Detail(StatusCodes.Status400BadRequest, "The body must be a JSON object of at most 2 MiB.");
        }

        var problems = new Validation422();
        return MetricsRequest.Read(body, collection.Now, collection.Kept, problems) is { } request
            ? TypedResults.Json(await collection.TakeAsync(request, cancellationToken), MetricsJsonContext.Default.MetricsAccepted)
            : problems.ToResult();
    }

    private static IResult Flush(HttpContext context, MetricsKeys keys) => keys.Find(context.Request.Headers[KeyHeader]) is null
        ? NoKey()
        : ErrorResults.Json(new JsonObject { ["status"] = "success", ["message"] = "Metrics flushed to storage" });

    private static IResult ShowRate(HttpContext context, MetricsKeys keys) => keys.Find(context.Request.Headers[KeyHeader]) is { } key
        ? TypedResults.Json(new(key.Service, key.Limit, key.Remaining), MetricsJsonContext.Default.MetricsRate)
        : NoKey();

    private static async Task<IResult> ExportAsync(
        HttpContext context, ExportMetrics export, string? from, string? to, CancellationToken cancellationToken)
    {
        var (start, end) = (StatedValue.Time("from", from), StatedValue.Time("to", to));
        if ((start.Error ?? end.Error) is { } problem)
        {
            return problem.ToResult();
        }

        var path = Path.Combine(Path.GetTempPath(), $"mcp-gateway-metrics-{Guid.NewGuid():n}.db");
        context.Response.OnCompleted(() =>
        {
            File.Delete(path);
            return Task.CompletedTask;
        });
        if (await export.WriteAsync(context.GetCaller(), start.Value.Value, end.Value.Value, path, cancellationToken) is { } refusal)
        {
            return refusal.ToResult();
        }

        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.PhysicalFile(path, FileType, "metrics.db");
    }

    private static void ShowLimits(HttpContext context, MetricsKey key)
    {
        context.Response.Headers["X-RateLimit-Limit"] = key.Limit.ToString(CultureInfo.InvariantCulture);
        context.Response.Headers["X-RateLimit-Remaining"] = key.Remaining.ToString(CultureInfo.InvariantCulture);
    }

    private static IResult NoKey() => ErrorResults.Detail(StatusCodes.Status401Unauthorized, "Invalid or missing API key");

    private static async Task<JsonElement?> ReadBodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > MaxBodyBytes
            || await Foundation.Http.Outbound.BoundedContent.ReadAsync(request.Body, MaxBodyBytes, cancellationToken) is not { } bytes)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(bytes);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
