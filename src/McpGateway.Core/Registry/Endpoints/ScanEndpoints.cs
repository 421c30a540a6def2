using McpGateway.Access.Endpoints;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;

namespace McpGateway.Core.Registry.Endpoints;

/// <summary>
/// The routes of security scans. This product has no scanner: no server has a result, and none can be asked for. Saying so is the whole
/// answer, under the same rules of access as if there were one.
/// </summary>
internal static class ScanEndpoints
{
    private const string Result = "/security-scan";
    private const string Rescan = "/rescan";

    public static void MapScans(this IEndpointRouteBuilder routes)
    {
        var servers = routes.MapGroup("/api/servers").WithTags("Servers");
        servers.MapGet("/{**path:endsin(security-scan)}", ResultOf)
            .WithSummary("Result of the last security scan of a server: 404, as no scanner is configured")
            .Produces(StatusCodes.Status404NotFound);
        servers.MapPost("/{**path:endsin(rescan)}", RescanOf)
            .RequireAdministrator("Only administrators can trigger security scans")
            .WithSummary("Scan a server: 501, as no scanner is configured")
            .Produces(StatusCodes.Status501NotImplemented);
    }

    private static IResult ResultOf(HttpContext context, string path, ServerQueries queries)
    {
        var server = path[..^Result.Length];
        var found = Find(context, server, queries);
        return found.IsSuccess
            ? ErrorResults.Detail(
                StatusCodes.Status404NotFound,
                $"No security scan results found for server '{ServerPath.KeyOf(server)}'. The server may not have been scanned yet.")
            : found.Error.ToResult();
    }

    private static IResult RescanOf(HttpContext context, string path, ServerQueries queries)
    {
        var found = Find(context, path[..^Rescan.Length], queries);
        return found.IsSuccess
            ? ErrorResults.Detail(StatusCodes.Status501NotImplemented, "Failed to scan server: no security scanner is configured")
            : found.Error.ToResult();
    }

    private static Result<ServerView> Find(HttpContext context, string server, ServerQueries queries) =>
        queries.Find(context.GetCaller(), server, $"Server not found at path '{ServerPath.KeyOf(server)}'");
}
