using McpGateway.Core.Discovery.Indexing;

namespace McpGateway.Core.Discovery.Search;

/// <summary>What a caller looks for.</summary>
public sealed record SearchRequest
{
    public const int MaxQueryLength = 512;
    public const int MaxResultsLimit = 50;

    /// <summary>Plain words: what is to be done, or a name.</summary>
    public required string Query { get; init; }

    /// <summary>Kinds to look for; empty for all.</summary>
    public IReadOnlyList<EntityKind> Kinds { get; init; } = [];

    /// <summary>At most so many hits of each kind, 1 to <see cref="MaxResultsLimit"/>.</summary>
    public int MaxResults { get; init; } = 10;

    /// <summary>Tags that a server must all have, whatever their case.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Hits below this relevance are left out, 0 to 1.</summary>
    public double MinScore { get; init; }

    /// <summary>Whether each hit says why it was found.</summary>
    public bool Explains { get; init; }

    /// <summary>Whether servers that are switched off, and their tools, are found too.</summary>
    public bool IncludesDisabled { get; init; }
}
