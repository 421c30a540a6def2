using McpGateway.Access.Decisions;
using McpGateway.Core.Agents.Directory;
using McpGateway.Core.Discovery.Vectors;
using McpGateway.Foundation;

namespace McpGateway.Core.Discovery.Ranking;

/// <summary>One search, as the ranker needs it.</summary>
internal sealed record RankRequest
{
    public required string Query { get; init; }

    public required CompiledAccess Access { get; init; }

    /// <summary>Administrators see every server; whether they may call its tools is for the rules to say.</summary>
    public bool SeesAllServers { get; init; }

    /// <summary>Who searches: of servers that not everybody sees, nobody is shown one where this is null.</summary>
    public Caller? Caller { get; init; }

    /// <summary>
    /// Which agents the caller sees, with all that belongs to them: skills have no rules of their own to be shown. Null where
    /// <see cref="Access"/> decides.
    /// </summary>
    public AgentSight? Sight { get; init; }

    public SearchFilter Filter { get; init; } = new([], false);

    /// <summary>At most so many servers; 0 for none.</summary>
    public int ServerCount { get; init; }

    /// <summary>At most so many tools; 0 for none.</summary>
    public int ToolCount { get; init; }

    /// <summary>At most so many prompts; 0 for none.</summary>
    public int PromptCount { get; init; }

    /// <summary>At most so many resources and templates of resources; 0 for none.</summary>
    public int ResourceCount { get; init; }

    /// <summary>By how much the best ratings raise a score, and the worst lower it, as a share of it; 0 leaves ratings out.</summary>
    public float RatingWeight { get; init; }

    /// <summary>Whether to count what matches, beyond the hits.</summary>
    public bool CountsMatches { get; init; }

    public float MinScore { get; init; }

    public bool IsForNothing => ServerCount + ToolCount + PromptCount + ResourceCount == 0;

    /// <summary>Null for a search by words alone.</summary>
    public VectorPart? Vectors { get; init; }
}

/// <summary>The vector side of a search.</summary>
internal sealed record VectorPart(VectorSpace Space, QueryEmbedding Query, Fusion Fusion);

/// <summary>What a search found, best first.</summary>
/// <param name="Servers">Servers.</param>
/// <param name="Tools">Tools.</param>
/// <param name="Prompts">Prompts.</param>
/// <param name="Resources">Resources and their templates.</param>
/// <param name="Lexical">The words' part, to explain hits with.</param>
internal sealed record RankedHits(
    IReadOnlyList<ServerHit> Servers, IReadOnlyList<SearchHit> Tools, IReadOnlyList<SearchHit> Prompts, IReadOnlyList<SearchHit> Resources,
    LexicalScorer Lexical)
{
    /// <summary>What matches; null when it was not to be counted.</summary>
    public MatchCounts? Matches { get; init; }
}

/// <summary>A server and the best of its tools.</summary>
internal sealed record ServerHit(SearchHit Hit, IReadOnlyList<SearchHit> Tools);
