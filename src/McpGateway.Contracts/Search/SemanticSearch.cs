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

    public required int TotalServers { get; init; }

    public required int TotalTools { get; init; }

    public required int TotalAgents { get; init; }

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

/// <summary>Why something was found. Words are stems.</summary>
public sealed record SearchWhy(IReadOnlyList<string> Words, IReadOnlyList<string> RelatedWords, double LexicalScore);
