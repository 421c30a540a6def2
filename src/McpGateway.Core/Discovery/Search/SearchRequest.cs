using McpGateway.Core.Discovery.Indexing;

namespace McpGateway.Core.Discovery.Search;

/// <summary>What a caller looks for, among servers and tools or among agents and their skills.</summary>
public sealed record SearchRequest
{
    public const int MaxQueryLength = 512;
    public const int MaxResultsLimit = 50;

    /// <summary>Plain words: what is to be done, or a name.</summary>
    public required string Query { get; init; }

    /// <summary>Kinds to look for; empty for all. A search among agents finds agents.</summary>
    public IReadOnlyList<EntityKind> Kinds { get; init; } = [];

    /// <summary>
    /// At most so many hits of each kind, 1 to <see cref="MaxResultsLimit"/>; of agents to <see cref="AgentSearch.MaxResults"/>.
    /// </summary>
    public int MaxResults { get; init; } = 10;

    /// <summary>Tags that a server or an agent must all have, whatever their case.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Paths of servers and agents; what belongs to others is left out. Empty for all.</summary>
    public IReadOnlyList<string> Servers { get; init; } = [];

    /// <summary>The least mean rating of a server or an agent, 0 to 5; 0 for any, and for those that nobody has rated.</summary>
    public double MinRating { get; init; }

    /// <summary>
    /// Statuses of health, such as <c>healthy</c> or <c>unhealthy</c>, with all that begin so. Empty for any.
    /// </summary>
    public IReadOnlyList<string> Health { get; init; } = [];

    /// <summary>Whether the answer counts what matches by kind, server, tag and health.</summary>
    public bool CountsFacets { get; init; }

    /// <summary>Hits below this relevance are left out, 0 to 1.</summary>
    public double MinScore { get; init; }

    /// <summary>Whether each hit says why it was found.</summary>
    public bool Explains { get; init; }

    /// <returns>How many hits of the kind to find.</returns>
    internal int CountOf(EntityKind kind) => Kinds.Count == 0 || Kinds.Contains(kind) ? MaxResults : 0;

    /// <summary>Whether servers and agents that are switched off, and what belongs to them, are found too.</summary>
    public bool IncludesDisabled { get; init; }
}
