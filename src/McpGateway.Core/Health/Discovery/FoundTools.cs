using McpGateway.Core.Registry.Servers;

namespace McpGateway.Core.Health.Discovery;

/// <summary>What a server says of itself and its tools.</summary>
internal sealed record FoundTools(
    IReadOnlyList<ToolRecord> Tools, string? Name, string? Version, string? Instructions, string? Revision)
{
    /// <summary>More was offered than is kept.</summary>
    public bool IsCut { get; init; }
}
