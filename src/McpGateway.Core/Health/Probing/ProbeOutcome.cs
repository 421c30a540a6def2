using McpGateway.Core.Registry.Servers;

namespace McpGateway.Core.Health.Probing;

/// <summary>What a check found. <paramref name="Tools"/> is null when tools were not asked for or could not be listed.</summary>
internal sealed record ProbeOutcome(string Status, FoundTools? Tools = null)
{
    /// <summary>How long the server took for the handshake and the ping; null when it did not answer both, and for one in this process.</summary>
    public TimeSpan? Latency { get; init; }
}

/// <summary>What a server says of itself and its tools.</summary>
internal sealed record FoundTools(
    IReadOnlyList<ToolRecord> Tools, string? Name, string? Version, string? Instructions, string? Revision)
{
    /// <summary>More was offered than is kept.</summary>
    public bool IsCut { get; init; }
}
