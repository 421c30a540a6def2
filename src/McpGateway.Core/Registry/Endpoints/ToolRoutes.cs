using McpGateway.Contracts;
using McpGateway.Contracts.Servers;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;

namespace McpGateway.Core.Registry.Endpoints;

/// <summary>Tools of one server or of all: <c>/api/tools/{path}</c> and <c>/api/servers/tools/{path}</c>.</summary>
internal static class ToolRoutes
{
    public static async Task<IResult> GetAsync(
        HttpContext context, string? path, RefreshServer operation, ServerQueries queries, CancellationToken cancellationToken)
    {
        if (path?.Trim('/') is "all")
        {
            return All(await queries.ListWithToolsAsync(context.GetCaller(), cancellationToken));
        }

        var outcome = await operation.FetchToolsAsync(context.GetCaller(), path ?? "", cancellationToken);
        return outcome.IsSuccess
            ? Answers.Json(
                new ServerTools(
                    outcome.Value.Server.Path, [.. outcome.Value.Tools.Select(tool => ServerResponseMapper.ToolOf(tool))],
                    outcome.Value.IsCached),
                ContractsJsonContext.Default.ServerTools)
            : outcome.Error.ToResult();
    }

    private static IResult All(IReadOnlyList<ServerDetails> servers)
    {
        var tools = servers.ToDictionary(
            details => details.View.Server.Path,
            details => (IReadOnlyList<Tool>)[.. details.Tools.Select(tool => ServerResponseMapper.ToolOf(tool, details.View.Server))],
            StringComparer.Ordinal);
        return Answers.Json(new AllTools("all", [.. tools.Values.SelectMany(list => list)], tools), ContractsJsonContext.Default.AllTools);
    }
}
