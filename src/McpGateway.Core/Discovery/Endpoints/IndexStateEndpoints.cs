using McpGateway.Access.Endpoints;
using McpGateway.Contracts;
using McpGateway.Contracts.Search;
using McpGateway.Core.Discovery.Embeddings;
using McpGateway.Core.Discovery.Search;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;

namespace McpGateway.Core.Discovery.Endpoints;

/// <summary><c>GET /api/search/index</c>: how far the catalogue is embedded.</summary>
internal static class IndexStateEndpoints
{
    public static void MapIndexState(this IEndpointRouteBuilder routes) => routes.MapGet("/api/search/index", Read)
        .WithTags("Search")
        .RequireAdministrator(SearchStatus.AdminsOnly.Detail)
        .WithSummary("By what search goes, and how far the catalogue is embedded")
        .Produces<SearchIndexState>();

    private static IResult Read(HttpContext context, SearchStatus status)
    {
        var read = status.Read(context.GetCaller());
        context.Response.Headers.CacheControl = "no-store";
        return read.IsSuccess
            ? TypedResults.Json(Wire(read.Value), ContractsJsonContext.Default.SearchIndexState)
            : read.Error.ToResult();
    }

    private static SearchIndexState Wire(EmbeddingStatus status) => new()
    {
        Phase = status.Phase switch
        {
            EmbeddingPhase.Off => "off",
            EmbeddingPhase.Starting => "starting",
            EmbeddingPhase.Embedding => "embedding",
            EmbeddingPhase.Complete => "complete",
            EmbeddingPhase.Failed => "failed",
        },
        Model = status.Model,
        Dimensions = status.Dimensions > 0 ? status.Dimensions : null,
        FormerModel = status.Former,
        Total = status.Total,
        Embedded = status.Embedded,
        Waiting = status.Total - status.Embedded,
        Failed = status.Failed,
        Progress = status.Total > 0 ? Math.Round((double)status.Embedded / status.Total, 4) : null,
        LastError = status.Problem,
        LastErrorAt = status.ProblemAt,
        Resumable = status.Model is not null,
        Summary = SearchStatus.Describe(status),
    };
}
