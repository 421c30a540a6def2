using System.Text.Json;

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

    public string? Instructions { get; init; }

    public string? ProtocolVersion { get; init; }

    public required DateTimeOffset DiscoveredAt { get; init; }
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

    /// <summary>SHA-256 (hex) over name, title, description, schemas and annotations in canonical JSON.</summary>
    public required string DefinitionHash { get; init; }

    /// <summary>
    /// The hash that an operator approved, or that was found first. Differs from <see cref="DefinitionHash"/> when the tool changed since.
    /// </summary>
    public required string ApprovedHash { get; init; }

    /// <summary>The definition that was approved, kept only while it differs from the current one.</summary>
    public JsonElement? ApprovedDefinition { get; init; }

    public DateTimeOffset? ChangedAt { get; init; }

    public bool HasChanged => !string.Equals(DefinitionHash, ApprovedHash, StringComparison.Ordinal);
}
