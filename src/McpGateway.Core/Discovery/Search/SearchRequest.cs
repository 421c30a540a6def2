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

    /// <summary>Hits below this relevance are left out, 0 to 1.</summary>
    public double MinScore { get; init; }

    /// <summary>Whether each hit says why it was found.</summary>
    public bool Explains { get; init; }

    /// <summary>Whether servers and agents that are switched off, and what belongs to them, are found too.</summary>
    public bool IncludesDisabled { get; init; }
}
