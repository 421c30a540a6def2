using McpGateway.Core.Health.Discovery;

namespace McpGateway.Core.Health.Probing;

/// <summary>What a check found. <paramref name="Tools"/> is null when tools were not asked for or could not be listed.</summary>
internal sealed record ProbeOutcome(string Status, FoundTools? Tools = null)
{
    /// <summary>
    /// How long the server took for the handshake and the ping; null when it did not answer both, and for one in this process.
    /// </summary>
    public TimeSpan? Latency { get; init; }
}
