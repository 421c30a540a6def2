using System.Text.Json;
using System.Text.Json.Serialization;
using McpGateway.Contracts.Servers;

namespace McpGateway.Contracts.Agents;

/// <summary>An agent with its card, as clients of the registry read it: snake_case, nulls written (registry contract §19.3).</summary>
public sealed record AgentCardDocument
{
    public required string ProtocolVersion { get; init; }

    public required string Name { get; init; }

    public required string Description { get; init; }

    /// <summary>Address of the preferred interface.</summary>
    public required string Url { get; init; }

    public required string Version { get; init; }

    public required JsonElement Capabilities { get; init; }

    public required IReadOnlyList<string> DefaultInputModes { get; init; }

    public required IReadOnlyList<string> DefaultOutputModes { get; init; }

    public required IReadOnlyList<SkillDocument> Skills { get; init; }

    public required string PreferredTransport { get; init; }

    /// <summary>Every address of the agent, the preferred one first.</summary>
    public required IReadOnlyList<InterfaceDocument> SupportedInterfaces { get; init; }

    public required ProviderDocument? Provider { get; init; }

    public required string? IconUrl { get; init; }

    public required string? DocumentationUrl { get; init; }

    public required IReadOnlyDictionary<string, SecuritySchemeDocument> SecuritySchemes { get; init; }

    public required IReadOnlyList<IReadOnlyDictionary<string, IReadOnlyList<string>>>? Security { get; init; }

    public required bool? SupportsAuthenticatedExtendedCard { get; init; }

    public required JsonElement Metadata { get; init; }

    public required string Path { get; init; }

    public required IReadOnlyList<string> Tags { get; init; }

    public required bool IsEnabled { get; init; }

    /// <summary>True while it is not offered, because its card was not scanned yet or was found unsafe; left out otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsHeld { get; init; }

    public required double NumStars { get; init; }

    public required IReadOnlyList<Rating> RatingDetails { get; init; }

    /// <summary>The same as <see cref="NumStars"/>, under the name that other clients read.</summary>
    public required double AggregateRating { get; init; }

    public required int RatingCount { get; init; }

    public required string License { get; init; }

    public required string RegisteredAt { get; init; }

    public required string UpdatedAt { get; init; }

    public required string RegisteredBy { get; init; }

    public required string Visibility { get; init; }

    public required IReadOnlyList<string> AllowedGroups { get; init; }

    /// <summary>The member <c>signature</c> of old cards, which nothing verifies.</summary>
    public required string? Signature { get; init; }

    public required string TrustLevel { get; init; }

    /// <summary><c>active</c>, <c>deprecated</c>, <c>draft</c> or <c>beta</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Where the card was fetched from; null when it was written into the registration.</summary>
    public required string? CardUrl { get; init; }

    /// <summary>SHA-256 (hex) of the canonical card.</summary>
    public required string CardHash { get; init; }

    public required bool CardChanged { get; init; }

    public required SignatureDocument SignatureStatus { get; init; }

    /// <summary><c>healthy</c>, <c>unhealthy</c>, <c>disabled</c> or <c>unknown</c>.</summary>
    public required string HealthStatus { get; init; }

    public required string? HealthReason { get; init; }

    public required string? LastCheckedIso { get; init; }

    /// <summary>The source that it was brought in from and is changed at; left out for an agent that was registered here.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Source { get; init; }

    /// <summary>What that source calls it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? OriginalId { get; init; }

    /// <summary>When it was last taken over from there.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? LastSyncedAt { get; init; }

    /// <summary>True when that source no longer has it; left out otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? IsOrphaned { get; init; }

    /// <summary>Warnings of an update; absent otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Warnings { get; init; }

    /// <summary>0 to 1, in answers of searches only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? RelevanceScore { get; init; }

    /// <summary>Members of the card that this product does not know, as they were stated; absent when there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, JsonElement>? OtherMembers { get; init; }
}

/// <summary>A skill of an agent.</summary>
public sealed record SkillDocument(
    string Id, string Name, string Description, IReadOnlyList<string> Tags, IReadOnlyList<string>? Examples,
    IReadOnlyList<string>? InputModes, IReadOnlyList<string>? OutputModes,
    IReadOnlyList<IReadOnlyDictionary<string, IReadOnlyList<string>>>? Security);

/// <summary>One address of an agent.</summary>
public sealed record InterfaceDocument(string Url, string ProtocolBinding, string ProtocolVersion, string? Tenant);

/// <summary>Who offers an agent.</summary>
public sealed record ProviderDocument(string Organization, string Url);

/// <summary>How callers prove themselves to an agent.</summary>
public sealed record SecuritySchemeDocument(
    string Type, string? Scheme, [property: JsonPropertyName("in_")] string? In, string? Name, string? BearerFormat, JsonElement? Flows,
    [property: JsonPropertyName("openid_connect_url")] string? OpenIdConnectUrl, string? Description);

/// <summary>What became of a card's signatures.</summary>
/// <param name="State"><c>unsigned</c>, <c>verified</c>, <c>invalid</c> or <c>key-unknown</c>.</param>
/// <param name="KeyUrl">The key set that the signature names.</param>
public sealed record SignatureDocument(string State, string? KeyUrl, string? KeyId, string? Reason);

/// <summary>Answer of <c>GET /api/agents/{path}/card/changes</c> and of a refresh.</summary>
public sealed record CardChanges
{
    public required string AgentPath { get; init; }

    /// <summary>Whether a card waits for approval.</summary>
    public required bool Changed { get; init; }

    /// <summary>SHA-256 (hex) of the card in force.</summary>
    public required string CardHash { get; init; }

    /// <summary>SHA-256 (hex) of the card that waits: what an approval names.</summary>
    public required string? PendingHash { get; init; }

    public required string? FoundAt { get; init; }

    public required SignatureDocument? SignatureStatus { get; init; }

    public required IReadOnlyList<CardDifference> Changes { get; init; }
}

/// <summary>One difference between the card in force and the one that waits; null for a member that is not there.</summary>
public sealed record CardDifference(string Field, JsonElement? Before, JsonElement? After);

/// <summary>Answer of <c>POST /api/agents/{path}/card/approve</c>.</summary>
public sealed record CardApproved(string Message, string AgentPath, string CardHash);
