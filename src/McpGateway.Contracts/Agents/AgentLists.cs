using System.Text.Json.Serialization;

namespace McpGateway.Contracts.Agents;

/// <summary>An agent in <c>GET /api/agents</c> and in <c>POST /api/agents/discover</c>.</summary>
public sealed record AgentListItem
{
    public required string Name { get; init; }

    public required string Description { get; init; }

    public required string Path { get; init; }

    /// <summary>The agent's own address.</summary>
    public required string Url { get; init; }

    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>Names of its skills.</summary>
    public required IReadOnlyList<string> Skills { get; init; }

    public required int NumSkills { get; init; }

    public required double NumStars { get; init; }

    public required bool IsEnabled { get; init; }

    /// <summary>True while it is not offered, because its card was not scanned yet or was found unsafe; left out otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsHeld { get; init; }

    /// <summary>Name of the organization.</summary>
    public required string? Provider { get; init; }

    public required bool Streaming { get; init; }

    public required string TrustLevel { get; init; }

    public required string Visibility { get; init; }

    /// <summary><c>active</c>, <c>deprecated</c>, <c>draft</c> or <c>beta</c>.</summary>
    public required string Status { get; init; }

    /// <summary><c>healthy</c>, <c>unhealthy</c>, <c>disabled</c> or <c>unknown</c>: nothing else.</summary>
    public required string HealthStatus { get; init; }

    public required string? LastCheckedIso { get; init; }

    /// <summary><c>unsigned</c>, <c>verified</c>, <c>invalid</c> or <c>key-unknown</c>.</summary>
    public required string SignatureStatus { get; init; }

    /// <summary>Whether the agent shows another card than the approved one.</summary>
    public required bool CardChanged { get; init; }

    /// <summary>The source that it was brought in from and is changed at; left out for an agent that was registered here.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Source { get; init; }

    /// <summary>True when that source no longer has it; left out otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? IsOrphaned { get; init; }

    /// <summary>How well it fits the skills that were looked for, 0 to 1; absent in a list.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? RelevanceScore { get; init; }

    /// <summary>Those of the stated skills that it has, in lower case; absent in a list.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? MatchedSkills { get; init; }

    /// <summary>The same as <see cref="MatchedSkills"/>, under the name that other clients read.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? MatchingSkills { get; init; }
}

/// <summary>Answer of <c>GET /api/agents</c>.</summary>
public sealed record AgentList(IReadOnlyList<AgentListItem> Agents, int TotalCount);

/// <summary>Answer of <c>POST /api/agents/discover</c>.</summary>
public sealed record SkillMatches(IReadOnlyList<AgentListItem> Agents, SkillQuery Query);

/// <summary>What was looked for.</summary>
public sealed record SkillQuery(IReadOnlyList<string> Skills, IReadOnlyList<string>? Tags);

/// <summary>Answer of <c>POST /api/agents/discover/semantic</c>.</summary>
public sealed record SemanticAgents(IReadOnlyList<AgentCardDocument> Agents, string Query);

/// <summary>Answer of <c>POST /api/agents/register</c>.</summary>
/// <param name="Warnings">What the caller should look at although nothing was refused; absent when there is nothing.</param>
public sealed record AgentRegistered(
    string Message, RegisteredAgentItem Agent,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Warnings);

/// <summary>The agent that was registered.</summary>
public sealed record RegisteredAgentItem(
    string Name, string Path, string Url, int NumSkills, string RegisteredAt, bool IsEnabled, string SignatureStatus);

/// <summary>Answer of <c>POST /api/agents/{path}/toggle</c>.</summary>
public sealed record AgentToggled(string Message, string Path, bool IsEnabled);

/// <summary>Answer of <c>POST /api/agents/{path}/health</c>.</summary>
public sealed record AgentHealthCheck
{
    public required string AgentPath { get; init; }

    /// <summary>The address whose answer decided.</summary>
    public required string PingUrl { get; init; }

    /// <summary><c>healthy</c> or <c>unhealthy</c>.</summary>
    public required string Status { get; init; }

    public required int? StatusCode { get; init; }

    public required string? Detail { get; init; }

    public required int? ResponseTimeMs { get; init; }

    public required string? LastCheckedIso { get; init; }
}
