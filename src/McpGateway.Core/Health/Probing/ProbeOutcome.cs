using McpGateway.Core.Health.Discovery;
using McpGateway.Core.Registry.Servers;

namespace McpGateway.Core.Health.Probing;

/// <summary>What a check found. <paramref name="Tools"/> is null when tools were not asked for or could not be listed.</summary>
internal sealed record ProbeOutcome(string Status, FoundTools? Tools = null)
{
    /// <summary>
    /// How long the server took for the handshake and the ping; null when it did not answer, and for one in this process.
    /// </summary>
    public TimeSpan? Latency { get; init; }

    /// <summary>A credential that the server wants is one that the check did not have.</summary>
    public CheckFinding Finding { get; init; } = CheckFinding.None;
}
