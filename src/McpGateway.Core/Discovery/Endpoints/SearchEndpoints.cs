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

    /// <summary>More values than this are no help to choose from.</summary>
    private const int MostFacets = 50;

    public static void MapSearch(this IEndpointRouteBuilder routes) => routes.MapGroup("/api/search").WithTags("Search")
        .MapPost("/semantic", SearchAsync)
        .WithSummary("Servers, tools, prompts, resources, agents and skills for a sentence, of those that the caller may use")
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

        var agents = request.CountOf(EntityKind.Agent) + request.CountOf(EntityKind.Skill) > 0
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
        Skills = [.. agents.Skills.Select(Wire)],
        Prompts = [.. answer.Prompts.Select(WirePrompt)],
        Resources = [.. answer.Resources.Select(WireResource)],
        TotalServers = answer.Servers.Count,
        TotalTools = answer.Tools.Count,
        TotalAgents = agents.Agents.Count,
        TotalSkills = agents.Skills.Count,
        TotalPrompts = answer.Prompts.Count,
        TotalResources = answer.Resources.Count,
        Facets = Wire(SearchFacets.Sum(answer.Facets, agents.Facets)),
        SearchMode = answer.Mode,
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

    private static SearchWhy? Wire(FoundWhy? why) =>
        why is null ? null : new(why.Words, why.RelatedWords, why.LexicalScore, why.Similarity);

    private static PromptSearchHit WirePrompt(FoundItem prompt) => new()
    {
        ServerPath = prompt.ServerPath,
        ServerName = prompt.ServerName,
        PromptName = prompt.Key,
        Title = prompt.Title,
        Description = prompt.Description,
        Arguments =
        [
            .. prompt.Arguments.Select(static argument => new PromptArgument(argument.Name, argument.Description, argument.IsRequired)),
        ],
        RelevanceScore = prompt.Relevance,
        MatchContext = Excerpt(prompt.Description),
        Why = Wire(prompt.Why),
    };

    private static ResourceSearchHit WireResource(FoundItem resource) => new()
    {
        ServerPath = resource.ServerPath,
        ServerName = resource.ServerName,
        Uri = resource.Key,
        IsTemplate = resource.Kind == EntityKind.ResourceTemplate,
        Name = resource.Name,
        Title = resource.Title,
        Description = resource.Description,
        MimeType = resource.MimeType,
        RelevanceScore = resource.Relevance,
        MatchContext = Excerpt(resource.Description),
        Why = Wire(resource.Why),
    };

    private static SkillSearchHit Wire(FoundAgentSkill found) => new()
    {
        AgentPath = found.Entry.Agent.Path,
        AgentName = found.Entry.Card.Name,
        SkillId = found.Skill.Id,
        SkillName = found.Skill.Name,
        Description = found.Skill.Description,
        Tags = found.Skill.Tags,
        RelevanceScore = found.Relevance,
        MatchContext = Excerpt(found.Skill.Description),
        Why = Wire(found.Why),
    };

    private static SearchFacetCounts? Wire(SearchFacets? facets) => facets is null ? null : new(
        Counts(facets.Kinds.Select(static pair => KeyValuePair.Create(NameOf(pair.Key), pair.Value))),
        Counts(facets.Servers),
        Counts(facets.Tags),
        Counts(facets.Health));

    private static string NameOf(EntityKind kind) => SearchBody.KindNames.First(pair => pair.Value == kind).Key;

    private static IReadOnlyList<FacetCount> Counts(IEnumerable<KeyValuePair<string, int>> counts) =>
    [
        .. counts.Select(static pair => new FacetCount(pair.Key, pair.Value))
            .OrderByDescending(static facet => facet.Count)
            .ThenBy(static facet => facet.Value, StringComparer.Ordinal)
            .Take(MostFacets),
    ];

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
