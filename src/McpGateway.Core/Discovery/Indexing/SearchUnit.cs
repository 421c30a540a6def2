using McpGateway.Core.Agents.Directory;
using McpGateway.Core.Registry.Servers;

namespace McpGateway.Core.Discovery.Indexing;

/// <summary>
/// What is indexed, replaced and removed as one: a server with its tools, prompts and resources, an agent with its skills. Access is
/// decided per unit, then per entity.
/// </summary>
internal sealed record SearchUnit
{
    /// <summary>Unique: the canonical path.</summary>
    public required string Key { get; init; }

    public required UnitInfo Info { get; init; }

    public required IReadOnlyList<SearchEntity> Entities { get; init; }
}

/// <summary>What a hit needs to know of its unit. Kept in memory for every unit.</summary>
internal sealed record UnitInfo
{
    /// <summary>The path as registered.</summary>
    public required string Path { get; init; }

    /// <summary>The name that access rules use.</summary>
    public required string TechnicalName { get; init; }

    public required string DisplayName { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    public bool IsEnabled { get; init; }

    public int ToolCount { get; init; }

    public string? AuthProvider { get; init; }

    public IReadOnlyList<string> SupportedTransports { get; init; } = [];

    /// <summary>Mean of the ratings as lists show it; 0 without any.</summary>
    public double Stars { get; init; }

    /// <summary>See <see cref="RatingPrior"/>; 0 for what nobody has rated.</summary>
    public float Rating { get; init; }

    /// <summary>Who sees the server that this is; null where everybody does, and for an agent.</summary>
    public ServerExposure? Server { get; init; }

    /// <summary>Who sees the agent that this is; null for a server.</summary>
    public AgentExposure? Agent { get; init; }
}

/// <summary>One searchable thing, as text per field.</summary>
internal sealed record SearchEntity
{
    public required EntityKind Kind { get; init; }

    /// <summary>The name that it is asked for by (of resources the URI or its template), or the server's display name.</summary>
    public required string Name { get; init; }

    public required IReadOnlyList<FieldText> Texts { get; init; }

    /// <summary>What the answer shows.</summary>
    public required EntityPayload Payload { get; init; }
}

internal readonly record struct FieldText(IndexField Field, string Text);
