using McpGateway.Access.Endpoints;
using McpGateway.Core.Scanning.Analysis;
using McpGateway.Core.Scanning.Operations;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;

namespace McpGateway.Core.Scanning.Routes;

/// <summary>Results and scans of one server or agent, below its path (registry contract §17).</summary>
internal static class ScanRoutes
{
    private const string Result = "/security-scan";
    private const string Again = "/rescan";

    public static void MapScans(this IEndpointRouteBuilder routes)
    {
        foreach (var prefix in (ReadOnlySpan<string>)["/api/servers", "/api/v2/servers"])
        {
            var servers = routes.MapGroup(prefix).WithTags("Servers");
            servers.MapGet("/{**path:endsin(security-scan)}", ResultOfServer)
                .WithSummary("Result of the last security scan of a server, its findings and its history");
            servers.MapPost("/{**path:endsin(rescan)}", RescanServerAsync)
                .RequireAdministrator(ScanAccess.AdminsOnly)
                .WithSummary("Scan a server now and wait for the result");
        }

        foreach (var prefix in (ReadOnlySpan<string>)["/api/agents", "/api/v2/agents"])
        {
            var agents = routes.MapGroup(prefix).WithTags("Agents");
            agents.MapGet("/{**path:endsin(security-scan)}", ResultOfAgent)
                .WithSummary("Result of the last security scan of an agent, its findings and its history");
            agents.MapPost("/{**path:endsin(rescan)}", RescanAgentAsync)
                .RequireAdministrator(ScanAccess.AdminsOnly)
                .WithSummary("Scan an agent now and wait for the result");
        }
    }

    private static IResult ResultOfServer(HttpContext context, string path, ScanQueries queries) =>
        ResultOf(context, SubjectKind.Server, path, queries);

    private static IResult ResultOfAgent(HttpContext context, string path, ScanQueries queries) =>
        ResultOf(context, SubjectKind.Agent, path, queries);

    private static Task<IResult> RescanServerAsync(
        HttpContext context, string path, Rescan operation, ScanQueries queries, CancellationToken cancellationToken) =>
        RescanAsync(context, SubjectKind.Server, path, operation, queries, cancellationToken);

    private static Task<IResult> RescanAgentAsync(
        HttpContext context, string path, Rescan operation, ScanQueries queries, CancellationToken cancellationToken) =>
        RescanAsync(context, SubjectKind.Agent, path, operation, queries, cancellationToken);

    private static IResult ResultOf(HttpContext context, SubjectKind kind, string path, ScanQueries queries)
    {
        var found = queries.Find(context.GetCaller(), kind, path[..^Result.Length]);
        return found.IsSuccess ? ErrorResults.Json(ScanDocument.Of(found.Value, queries.Now)) : found.Error.ToResult();
    }

    private static async Task<IResult> RescanAsync(
        HttpContext context, SubjectKind kind, string path, Rescan operation, ScanQueries queries, CancellationToken cancellationToken)
    {
        var outcome = await operation.ExecuteAsync(context.GetCaller(), kind, path[..^Again.Length], cancellationToken);
        return outcome.IsSuccess ? ErrorResults.Json(ScanDocument.OfRescan(outcome.Value, queries.Now)) : outcome.Error.ToResult();
    }
}
