using System.Text.Json;
using McpGateway.Core.Registry.Servers;

namespace McpGateway.Core.Federation.Sources;

/// <summary>
/// A server or an agent as a source states it. Nothing of it is believed before the registry's own rules have judged it; what a source says
/// of rights, owners, state or credentials is not even read.
/// </summary>
public sealed record SourceItem
{
    /// <summary>The <see cref="OriginalId"/> of what has no usable name.</summary>
    internal const string Unnamed = "(unnamed)";

    /// <summary>What the source calls it; unique within the source.</summary>
    public required string OriginalId { get; init; }

    /// <summary>What people call it, where that is not <see cref="OriginalId"/>.</summary>
    public string? Name { get; init; }

    /// <summary>SHA-256 (hex) of what was stated.</summary>
    public string ContentHash { get; init; } = "";

    /// <summary>The server, at the path that it gets if that is free; null for an agent.</summary>
    public ServerRegistration? Server { get; init; }

    /// <summary>The agent's card; null for a server.</summary>
    public JsonElement? Card { get; init; }

    /// <summary>The path that an agent gets if it is free.</summary>
    public string? AgentPath { get; init; }

    public string? Version { get; init; }

    /// <summary>The server in the form of the MCP registry, where the source has that.</summary>
    public JsonElement? ServerJson { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The source says that it is gone.</summary>
    public bool IsDeleted { get; init; }

    /// <summary>Why it cannot be used; null when it can as far as the adapter sees.</summary>
    public string? Problem { get; init; }

    /// <summary>The source does not share it: it is left out without a word.</summary>
    public bool IsWithheld { get; init; }

    public static SourceItem Unusable(string id, string problem) => new() { OriginalId = id, Problem = problem };
}
