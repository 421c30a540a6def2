using System.Text.Json;
using System.Text.Json.Serialization;

namespace McpGateway.Contracts.Servers;

/// <summary>A tool of a server.</summary>
public sealed record Tool
{
    public required string Name { get; init; }

    public required string Description { get; init; }

    public required ParsedDescription ParsedDescription { get; init; }

    /// <summary>JSON Schema of the arguments.</summary>
    public required JsonElement Schema { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Title { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? OutputSchema { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Annotations { get; init; }

    /// <summary>Whether the definition is not approved as it is now: it changed since it was approved, or came since.</summary>
    public bool Changed { get; init; }

    /// <summary><c>changed</c>, <c>new</c> or <c>rejected</c> for a definition that is not approved as it is now.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PinState { get; init; }

    /// <summary>True for a tool that is neither listed nor callable until somebody approves it; only operators are told of it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Quarantined { get; init; }

    /// <summary>SHA-256 (hex) of the definition, for approving exactly what was read.</summary>
    public required string DefinitionHash { get; init; }

    /// <summary>The definition that was approved, while it differs from the present one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? ApprovedDefinition { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ChangedAt { get; init; }

    /// <summary>Set where tools of several servers stand together.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ServerPath { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ServerName { get; init; }
}

/// <summary>
/// A description taken apart: what stands before the first section, and the sections <c>Args:</c>, <c>Returns:</c>, <c>Raises:</c>.
/// </summary>
public sealed record ParsedDescription(string Main, string? Args, string? Returns, string? Raises);

/// <summary>Answer of <c>GET /api/servers/tools/{path}</c>.</summary>
public sealed record ServerTools(string ServicePath, IReadOnlyList<Tool> Tools, bool Cached);

/// <summary>Answer of <c>GET /api/servers/tools/all</c>.</summary>
public sealed record AllTools(string ServicePath, IReadOnlyList<Tool> Tools, IReadOnlyDictionary<string, IReadOnlyList<Tool>> Servers);

/// <summary>Answer of <c>POST /api/servers/{path}/tools/approve</c>.</summary>
public sealed record ToolsApproved(string Message, string Path, IReadOnlyList<string> Approved);
