using McpGateway.Contracts;
using McpGateway.Contracts.Servers;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;

namespace McpGateway.Core.Registry.Endpoints;

/// <summary>Routes below a server's path, which may contain slashes: <c>/api/servers/team/github/rating</c>.</summary>
internal static class ServerSubroutes
{
    private const string Rate = "/rate";
    private const string Rating = "/rating";
    private const string Approve = "/tools/approve";

    public static void MapServerSubroutes(this IEndpointRouteBuilder routes)
    {
        var servers = routes.MapGroup("/api/servers").WithTags("Servers");
        servers.MapGet("/{**path}", DetailAsync).WithSummary("Everything the caller may know of a server").Produces<ServerDetail>();
        servers.MapGet("/{**path:endsin(rating)}", RatingOf).WithSummary("Ratings of a server").Produces<RatingSummary>();
        servers.MapPost("/{**path:endsin(rate)}", RateAsync).WithSummary("Rate a server from 1 to 5 (JSON or form)").Produces<Rated>();
        servers.MapPost("/{**path:endsin(approve)}", ApproveAsync)
            .WithSummary("Approve changed tool definitions")
            .WithMetadata(new DescribedSuffix(Approve[1..]))
            .Produces<ToolsApproved>();
    }

    private static async Task<IResult> DetailAsync(
        HttpContext context, string? path, ServerQueries queries, PublicOrigin origin, CancellationToken cancellationToken)
    {
        var caller = context.GetCaller();
        var found = await queries.FindDetailsAsync(caller, path ?? "", "Service path not registered", cancellationToken);
        if (!found.IsSuccess)
        {
            return found.Error.ToResult();
        }

        var server = found.Value.View.Server;
        return Answers.Json(
            ServerResponseMapper.Detail(
                found.Value, PublicServerAddress.At(origin.Of(context.Request), server),
                queries.VersionsOf(caller, server) is [var first, _, ..] ? ServerVersions.Of(first.Server) : null),
            ContractsJsonContext.Default.ServerDetail);
    }

    private static IResult RatingOf(HttpContext context, string path, ServerQueries queries)
    {
        var server = path[..^Rating.Length];
        var found = queries.Find(context.GetCaller(), server, $"Server not found at path '{ServerPath.KeyOf(server)}'");
        return found.IsSuccess
            ? Answers.Json(
                new RatingSummary(
                    found.Value.Server.Stars, ServerResponseMapper.Ratings(found.Value.Server)), ContractsJsonContext.Default.RatingSummary)
            : found.Error.ToResult();
    }

    private static async Task<IResult> RateAsync(
        HttpContext context, string path, RateServer operation, CancellationToken cancellationToken)
    {
        var (rating, refusal) = await RatingBody.ReadAsync(context.Request, cancellationToken);
        if (refusal is not null)
        {
            return refusal;
        }

        var outcome = await operation.ExecuteAsync(context.GetCaller(), path[..^Rate.Length], rating, cancellationToken);
        return outcome.IsSuccess
            ? Answers.Json(new Rated("Rating added successfully", outcome.Value.Stars), ContractsJsonContext.Default.Rated)
            : outcome.Error.ToResult();
    }

    private static async Task<IResult> ApproveAsync(
        HttpContext context, string path, ApproveTools operation, CancellationToken cancellationToken)
    {
        if (!path.EndsWith(Approve, StringComparison.Ordinal))
        {
            return ErrorResults.Detail(StatusCodes.Status404NotFound, "Not Found");
        }

        var body = await ApprovalBody.ReadAsync(context.Request, cancellationToken);
        if (!body.IsSuccess)
        {
            return body.Error.ToResult();
        }

        var server = path[..^Approve.Length];
        var outcome = await operation.ExecuteAsync(context.GetCaller(), server, body.Value, cancellationToken);
        return outcome.IsSuccess
            ? Answers.Json(
                new ToolsApproved($"{outcome.Value.Count} tool definitions approved", ServerPath.KeyOf(server), outcome.Value),
                ContractsJsonContext.Default.ToolsApproved)
            : outcome.Error.ToResult();
    }
}
