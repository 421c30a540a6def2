using System.Text.Json;
using System.Text.Json.Serialization;

namespace McpGateway.Contracts.Search;

/// <summary>Answer of <c>POST /api/search/semantic</c>.</summary>
public sealed record SemanticSearchAnswer
{
    public required string Query { get; init; }

    public required IReadOnlyList<ServerSearchHit> Servers { get; init; }

    public required IReadOnlyList<ToolSearchHit> Tools { get; init; }

    public required IReadOnlyList<AgentSearchHit> Agents { get; init; }

    /// <summary>Skills of agents.</summary>
    public required IReadOnlyList<SkillSearchHit> Skills { get; init; }

    public required IReadOnlyList<PromptSearchHit> Prompts { get; init; }

    /// <summary>Resources and templates of resources.</summary>
    public required IReadOnlyList<ResourceSearchHit> Resources { get; init; }

    public required int TotalServers { get; init; }

    public required int TotalTools { get; init; }

    public required int TotalAgents { get; init; }

    public required int TotalSkills { get; init; }

    public required int TotalPrompts { get; init; }

    public required int TotalResources { get; init; }

    /// <summary>When <c>facets</c> was asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SearchFacetCounts? Facets { get; init; }

    /// <summary><c>hybrid</c> when vectors took part, <c>lexical-only</c> otherwise.</summary>
    public required string SearchMode { get; init; }

    /// <summary>Why vectors took no part, or not fully, although a provider is configured.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Degraded { get; init; }
}

/// <summary>A server that was found.</summary>
public sealed record ServerSearchHit
{
    public required string Path { get; init; }

    public required string ServerName { get; init; }

    public required string Description { get; init; }

    public required IReadOnlyList<string> Tags { get; init; }

    public required int NumTools { get; init; }

    public required bool IsEnabled { get; init; }

    /// <summary>0 to 1.</summary>
    public required double RelevanceScore { get; init; }

    public required string MatchContext { get; init; }

    public required IReadOnlyList<MatchingTool> MatchingTools { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SearchWhy? Why { get; init; }
}

/// <summary>A tool of a server that was found.</summary>
public sealed record MatchingTool(string ToolName, string Description, double RelevanceScore, string MatchContext);

/// <summary>A tool that was found, with what is needed to call it.</summary>
public sealed record ToolSearchHit
{
    public required string ServerPath { get; init; }

    public required string ServerName { get; init; }

    public required string ToolName { get; init; }

    public required string Description { get; init; }

    [JsonPropertyName("inputSchema")]
    public required JsonElement? InputSchema { get; init; }

    /// <summary>0 to 1.</summary>
    public required double RelevanceScore { get; init; }

    public required string MatchContext { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SearchWhy? Why { get; init; }
}

/// <summary>An agent that was found.</summary>
public sealed record AgentSearchHit
{
    public required string Path { get; init; }

    public required string AgentName { get; init; }

    public required string Description { get; init; }

    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>Names of its skills.</summary>
    public required IReadOnlyList<string> Skills { get; init; }

    public required string TrustLevel { get; init; }

    public required string Visibility { get; init; }

    public required bool IsEnabled { get; init; }

    /// <summary>0 to 1.</summary>
    public required double RelevanceScore { get; init; }

    public required string MatchContext { get; init; }

    /// <summary>The best of its skills for the query.</summary>
    public required IReadOnlyList<MatchingSkill> MatchingSkills { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SearchWhy? Why { get; init; }
}

/// <summary>A skill of an agent that was found.</summary>
public sealed record MatchingSkill(string SkillId, string SkillName, string Description, double RelevanceScore);

/// <summary>A skill of an agent that was found for itself.</summary>
public sealed record SkillSearchHit
{
    public required string AgentPath { get; init; }

    public required string AgentName { get; init; }

    public required string SkillId { get; init; }

    public required string SkillName { get; init; }

    public required string Description { get; init; }

    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>0 to 1.</summary>
    public required double RelevanceScore { get; init; }

    public required string MatchContext { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SearchWhy? Why { get; init; }
}

/// <summary>A prompt that was found.</summary>
public sealed record PromptSearchHit
{
    public required string ServerPath { get; init; }

    public required string ServerName { get; init; }

    /// <summary>What <c>prompts/get</c> takes.</summary>
    public required string PromptName { get; init; }

    public required string? Title { get; init; }

    public required string Description { get; init; }

    public required IReadOnlyList<PromptArgument> Arguments { get; init; }

    /// <summary>0 to 1.</summary>
    public required double RelevanceScore { get; init; }

    public required string MatchContext { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SearchWhy? Why { get; init; }
}

/// <summary>An argument of a prompt.</summary>
public sealed record PromptArgument(string Name, string Description, bool Required);

/// <summary>A resource, or a template of resources, that was found.</summary>
public sealed record ResourceSearchHit
{
    public required string ServerPath { get; init; }

    public required string ServerName { get; init; }

    /// <summary>What <c>resources/read</c> takes; of a template with its gaps.</summary>
    public required string Uri { get; init; }

    public required bool IsTemplate { get; init; }

    public required string Name { get; init; }

    public required string? Title { get; init; }

    public required string Description { get; init; }

    public required string? MimeType { get; init; }

    /// <summary>0 to 1.</summary>
    public required double RelevanceScore { get; init; }

    public required string MatchContext { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SearchWhy? Why { get; init; }
}

/// <summary>
/// What matches, hits or not: entries that fit at least half as well as the best, and at least <c>min_score</c>. At most fifty values each.
/// </summary>
/// <param name="EntityTypes">By the names that the request takes.</param>
/// <param name="Servers">By path of the server or agent.</param>
/// <param name="Tags">By tag of the server or agent, in lower case.</param>
/// <param name="Health">By the first word of the status.</param>
public sealed record SearchFacetCounts(
    IReadOnlyList<FacetCount> EntityTypes, IReadOnlyList<FacetCount> Servers, IReadOnlyList<FacetCount> Tags,
    IReadOnlyList<FacetCount> Health);

/// <summary>A value and how many entries have it.</summary>
public sealed record FacetCount(string Value, int Count);

/// <summary>Why something was found. Words are stems.</summary>
/// <param name="Words">Of the query.</param>
/// <param name="RelatedWords">Related to those of the query.</param>
/// <param name="LexicalScore">The share of the query that the words cover, 0 to 1.</param>
/// <param name="Similarity">Cosine with the query, -1 to 1; null when vectors took no part.</param>
public sealed record SearchWhy(
    IReadOnlyList<string> Words, IReadOnlyList<string> RelatedWords, double LexicalScore, double? Similarity);
