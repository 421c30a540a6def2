using McpGateway.Contracts;
using McpGateway.Contracts.Search;
using McpGateway.Core.Discovery.Indexing;
using McpGateway.Core.Discovery.Search;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;

namespace McpGateway.Core.Discovery.Endpoints;

/// <summary>Search over HTTP.</summary>
internal static class SearchEndpoints
{
    private const int ContextLength = 200;

    public static void MapSearch(this IEndpointRouteBuilder routes) => routes.MapGroup("/api/search").WithTags("Search")
        .MapPost("/semantic", SearchAsync)
        .WithSummary("Servers, tools and agents for a sentence, of those that the caller may use")
        .Produces<SemanticSearchAnswer>();

    private static async Task<IResult> SearchAsync(
        HttpContext context, ToolSearch search, AgentSearch agentSearch, CancellationToken cancellationToken)
    {
        var body = await JsonBody.ReadObjectAsync(context.Request, cancellationToken);
        if (body.Refusal is not null)
        {
            return body.Refusal;
        }

        var reader = new SearchBody(body.Root);
        var request = reader.Read();
        if (reader.Refusal is not null)
        {
            return reader.Refusal;
        }

        var answer = await search.SearchAsync(context.GetCaller(), request, cancellationToken);
        if (!answer.IsSuccess)
        {
            return answer.Error.ToResult();
        }

        var agents = request.Kinds.Count == 0 || request.Kinds.Contains(EntityKind.Agent)
            ? await agentSearch.SearchAsync(context.GetCaller(), request, cancellationToken)
            : new FoundAgents([], false, null);
        return agents.IsSuccess
            ? TypedResults.Json(Wire(answer.Value, agents.Value), ContractsJsonContext.Default.SemanticSearchAnswer)
            : agents.Error.ToResult();
    }

    private static SemanticSearchAnswer Wire(SearchAnswer answer, FoundAgents agents) => new()
    {
        Query = answer.Query,
        Servers = [.. answer.Servers.Select(Wire)],
        Tools = [.. answer.Tools.Select(Wire)],
        Agents = [.. agents.Agents.Select(Wire)],
        TotalServers = answer.Servers.Count,
        TotalTools = answer.Tools.Count,
        TotalAgents = agents.Agents.Count,
        SearchMode = answer.IsHybrid ? "hybrid" : "lexical-only",
        Degraded = answer.Degraded,
    };

    private static ServerSearchHit Wire(FoundServer server) => new()
    {
        Path = server.Path,
        ServerName = server.ServerName,
        Description = server.Description,
        Tags = server.Tags,
        NumTools = server.ToolCount,
        IsEnabled = server.IsEnabled,
        RelevanceScore = server.Relevance,
        MatchContext = Excerpt(server.Description),
        MatchingTools =
        [
            .. server.Tools.Select(tool => new MatchingTool(tool.ToolName, tool.Description, tool.Relevance, Excerpt(tool.Description))),
        ],
        Why = Wire(server.Why),
    };

    private static ToolSearchHit Wire(FoundTool tool) => new()
    {
        ServerPath = tool.ServerPath,
        ServerName = tool.ServerName,
        ToolName = tool.ToolName,
        Description = tool.Description,
        InputSchema = tool.InputSchema,
        RelevanceScore = tool.Relevance,
        MatchContext = Excerpt(tool.Description),
        Why = Wire(tool.Why),
    };

    private static AgentSearchHit Wire(FoundAgent found)
    {
        var (agent, card) = found.Entry;
        return new()
        {
            Path = agent.Path,
            AgentName = card.Name,
            Description = card.Description,
            Tags = agent.Tags,
            Skills = [.. card.Skills.Select(static skill => skill.Name)],
            TrustLevel = agent.TrustLevel,
            Visibility = agent.Visibility,
            IsEnabled = agent.IsEnabled,
            RelevanceScore = found.Relevance,
            MatchContext = Excerpt(card.Description),
            MatchingSkills =
            [
                .. found.Skills.Select(
                    static match => new MatchingSkill(match.Skill.Id, match.Skill.Name, match.Skill.Description, match.Relevance)),
            ],
            Why = Wire(found.Why),
        };
    }

    private static SearchWhy? Wire(FoundWhy? why) => why is null ? null : new(why.Words, why.RelatedWords, why.LexicalScore);

    private static string Excerpt(string description)
    {
        if (description.Length <= ContextLength)
        {
            return description;
        }

        // Not in the middle of a pair of surrogates.
        return description[..(char.IsHighSurrogate(description[ContextLength - 1]) ? ContextLength - 1 : ContextLength)] + "…";
    }
}
