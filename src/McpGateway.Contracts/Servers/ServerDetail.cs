using System.Text.Json.Serialization;

namespace McpGateway.Contracts.Servers;

/// <summary>Answer of <c>GET /api/servers/{path}</c>: what lists show, and everything else the caller may know.</summary>
public sealed record ServerDetail
{
    public required string DisplayName { get; init; }

    public required string Path { get; init; }

    public required string Description { get; init; }

    public required string? ProxyPassUrl { get; init; }

    public required bool IsEnabled { get; init; }

    /// <summary>True while nothing of it is offered, because its definitions were not scanned yet; left out otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsHeld { get; init; }

    public required IReadOnlyList<string> Tags { get; init; }

    public required int NumTools { get; init; }

    public required double NumStars { get; init; }

    public required bool IsPython { get; init; }

    public required string License { get; init; }

    public required string HealthStatus { get; init; }

    /// <summary>Status in the checker's own words, for instance <c>unhealthy: timeout</c>.</summary>
    public required string HealthDetail { get; init; }

    /// <summary><c>healthy</c>, <c>needs-credentials</c>, <c>unhealthy</c>, <c>disabled</c> or <c>unknown</c>.</summary>
    public required string HealthState { get; init; }

    /// <summary>Why the server is so, in sentences; null when there is nothing to say.</summary>
    public required string? HealthReason { get; init; }

    /// <summary>
    /// Where an MCP server answers to which the registered address redirects: calls do not follow, so it is to be registered. Null when it
    /// does not.
    /// </summary>
    public required string? FinalAddress { get; init; }

    public required string? LastCheckedIso { get; init; }

    public required IReadOnlyList<string> SupportedTransports { get; init; }

    public required string AuthType { get; init; }

    public required string? AuthProvider { get; init; }

    public required string? McpEndpoint { get; init; }

    public required string? SseEndpoint { get; init; }

    public required int ChangedTools { get; init; }

    /// <summary>What happens when a definition changes, as set for this server; null for the gateway's own setting.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PinMode { get; init; }

    /// <summary>What happens when there are new definitions, as set for this server; null for the gateway's own setting.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? NewDefinitions { get; init; }

    /// <summary>The mode of pinning that is in force.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? EffectivePinMode { get; init; }

    /// <summary>True where the arguments of calls are recorded, without secrets; left out otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool RecordArguments { get; init; }

    public required IReadOnlyList<Tool> Tools { get; init; }

    public required IReadOnlyList<Rating> RatingDetails { get; init; }

    /// <summary>Names of the headers that the gateway adds; values are never shown.</summary>
    public required IReadOnlyList<string> HeaderNames { get; init; }

    /// <summary>Scopes (groups) that grant the server; empty for those who may not modify it.</summary>
    public required IReadOnlyList<string> Groups { get; init; }

    /// <summary>The address that MCP clients use.</summary>
    public required string GatewayUrl { get; init; }

    public required bool IsBuiltIn { get; init; }

    /// <summary>Whether the caller may change the server; what belongs to a source is changed there.</summary>
    public required bool CanModify { get; init; }

    public required string RegisteredAt { get; init; }

    public required string UpdatedAt { get; init; }

    public required string RegisteredBy { get; init; }

    /// <summary><c>public</c>, <c>private</c> or <c>group-restricted</c>.</summary>
    public string Visibility { get; init; } = "public";

    /// <summary>Groups that see a group-restricted server; left out where there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? AllowedGroups { get; init; }

    /// <summary>What the server said about itself; null before the first discovery.</summary>
    public required ServerImplementation? Implementation { get; init; }

    /// <summary>Which version of the server it is; left out by gateways that know one only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Version { get; init; }

    /// <summary>The version that calls reach without asking for one, where there are several; left out where there is one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DefaultVersion { get; init; }

    /// <summary>What runs there says that it is; left out before it was asked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? McpServerVersion { get; init; }

    /// <summary>What it said before; left out while it never said anything else.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? McpServerVersionPrevious { get; init; }

    /// <summary>When it was first found to say something else.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? McpServerVersionUpdatedAt { get; init; }

    /// <summary>The source that it was brought in from and is changed at; left out for a server that was registered here.</summary>
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
}

/// <summary>What a server states at <c>initialize</c>.</summary>
public sealed record ServerImplementation(
    string? Name, string? Version, string? ProtocolVersion, string? Instructions, [
        property: JsonPropertyName("discovered_at")] string DiscoveredAt);
