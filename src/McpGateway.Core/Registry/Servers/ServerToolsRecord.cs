using System.Text.Json;
using System.Text.Json.Serialization;
using McpGateway.Proxy.Pins;

namespace McpGateway.Core.Registry.Servers;

/// <summary>What discovery found at a server (kind <c>server_tools</c>, key = the server's key).</summary>
public sealed record ServerToolsRecord
{
    public required IReadOnlyList<ToolRecord> Tools { get; init; }

    /// <summary>
    /// Tools that were there once. Remembered so that a server cannot have a changed definition approved by taking the tool away for a
    /// while.
    /// </summary>
    public IReadOnlyList<ToolRecord> Removed { get; init; } = [];

    /// <summary>Name, version and instructions that the server stated at <c>initialize</c>.</summary>
    public string? ImplementationName { get; init; }

    public string? ImplementationVersion { get; init; }

    /// <summary>What the server said to be before <see cref="ImplementationVersion"/>; null while it never said anything else.</summary>
    public string? FormerImplementationVersion { get; init; }

    /// <summary>When <see cref="ImplementationVersion"/> was first found; null while there was no other.</summary>
    public DateTimeOffset? ImplementationChangedAt { get; init; }

    public string? Instructions { get; init; }

    public string? ProtocolVersion { get; init; }

    public required DateTimeOffset DiscoveredAt { get; init; }

    /// <summary>What hashes of this record are over; 0 for records of releases that hashed fewer members of a tool.</summary>
    public int PinFormat { get; init; }

    /// <summary>Prompts; null when they were never listed.</summary>
    public IReadOnlyList<PinnedItem>? Prompts { get; init; }

    public IReadOnlyList<PinnedItem>? Resources { get; init; }

    public IReadOnlyList<PinnedItem>? ResourceTemplates { get; init; }

    /// <summary>What was approved of <see cref="Instructions"/>; null when they were never compared.</summary>
    public PinnedItem? PinnedInstructions { get; init; }

    /// <summary>
    /// Whether the tools are what the checks of a former product had listed, brought by an operator's import, and the server has listed
    /// nothing since. They count as listed. Nothing but the import sets it: what a registration states does not count.
    /// </summary>
    public bool IsImported { get; init; }

    /// <summary>
    /// Whether the server itself has listed something, and not only whoever registered it. One that has no handshake states no revision.
    /// </summary>
    [JsonIgnore]
    public bool IsDiscovered => HasListed || IsImported;

    /// <summary>Whether it has listed something to this gateway.</summary>
    [JsonIgnore]
    public bool HasListed => ProtocolVersion is not null || PinFormat > 0;

    internal const int CurrentPinFormat = 1;
}

/// <summary>One tool of a server.</summary>
public sealed record ToolRecord
{
    public required string Name { get; init; }

    public string? Title { get; init; }

    public string Description { get; init; } = "";

    /// <summary>JSON Schema of the arguments (<c>inputSchema</c>).</summary>
    public required JsonElement InputSchema { get; init; }

    public JsonElement? OutputSchema { get; init; }

    public JsonElement? Annotations { get; init; }

    /// <summary>Members that are none of the above and count all the same, as an object; null when there are none.</summary>
    public JsonElement? Others { get; init; }

    /// <summary>SHA-256 (hex) over all of the above in canonical JSON.</summary>
    public required string DefinitionHash { get; init; }

    /// <summary>
    /// The hash that an operator approved, or that was found first. Differs from <see cref="DefinitionHash"/> when the tool changed since,
    /// and is empty when the tool came later and nobody has approved it.
    /// </summary>
    public required string ApprovedHash { get; init; }

    /// <summary>The definition that was approved, kept only while it differs from the current one.</summary>
    public JsonElement? ApprovedDefinition { get; init; }

    /// <summary>The hash that an operator refused last.</summary>
    public string? RejectedHash { get; init; }

    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>A tool that went when this one came and said much the same.</summary>
    public string? RenamedFrom { get; init; }

    /// <summary>
    /// Callers were shown it, and the gateway's own check has not met it: servers may list more to some callers than to others.
    /// </summary>
    public bool IsSeenByCallers { get; init; }

    [JsonIgnore]
    public PinState State => PinStates.Of(DefinitionHash, ApprovedHash, RejectedHash);

    /// <summary>Whether it is not approved as it is now.</summary>
    public bool HasChanged => !string.Equals(DefinitionHash, ApprovedHash, StringComparison.Ordinal);
}
