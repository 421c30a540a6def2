using McpGateway.Contracts;
using McpGateway.Contracts.Agents;
using McpGateway.Core.Agents.Directory;
using McpGateway.Core.Agents.Endpoints;
using McpGateway.Core.Discovery.Indexing;
using McpGateway.Core.Discovery.Search;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;

namespace McpGateway.Core.Discovery.Endpoints;

/// <summary><c>POST /api/agents/discover/semantic</c>: agents for a sentence.</summary>
internal static class AgentSearchEndpoints
{
    public static void MapAgentSearch(this IEndpointRouteBuilder routes)
    {
        foreach (var prefix in (ReadOnlySpan<string>)["/api/agents", "/api/v2/agents"])
        {
            routes.MapPost($"{prefix}/discover/semantic", SearchAsync)
                .WithTags("Agents")
                .WithSummary("Agents for a sentence (query: query, max_results), of those that the caller sees")
                .Produces<SemanticAgents>();
        }
    }

    private static async Task<IResult> SearchAsync(
        HttpContext context, AgentSearch search, AgentQueries queries, CancellationToken cancellationToken)
    {
        var fields = FormFields.OfQuery(context.Request);
        var query = fields.RequiredText("query");
        var maximum = DiscoverEndpoints.MaximumOf(fields);
        if (!fields.IsValid)
        {
            return fields.Problems.ToResult();
        }

        // Agents that are switched off are found here: whoever looks for one is to learn that it is there.
        var found = await search.SearchAsync(
            context.GetCaller(),
            new() { Query = query, Kinds = [EntityKind.Agent], MaxResults = maximum, IncludesDisabled = true },
            cancellationToken);
        return found.IsSuccess
            ? TypedResults.Json(
                new SemanticAgents([.. found.Value.Agents.Select(agent => Wire(agent, queries))], query),
                ContractsJsonContext.Default.SemanticAgents)
            : found.Error.ToResult();
    }

    private static AgentCardDocument Wire(FoundAgent found, AgentQueries queries) =>
        AgentMapper.Document(found.Entry, queries.HealthOf(found.Entry.Agent)) with { RelevanceScore = found.Relevance };
}
