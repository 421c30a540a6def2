using McpGateway.Core.Health.Discovery;

namespace McpGateway.Core.Health.Probing;

/// <summary>What a check found. <paramref name="Tools"/> is null when tools were not asked for or could not be listed.</summary>
internal sealed record ProbeOutcome(string Status, FoundTools? Tools = null)
{
    /// <summary>
    /// How long the server took for the handshake and the ping; null when it did not answer, and for one in this process.
    /// </summary>
    public TimeSpan? Latency { get; init; }

    /// <summary>Why the server is as it is, in sentences; null when there is nothing to say.</summary>
    public string? Reason { get; init; }

    /// <summary>The server is there, and wants a credential that the check did not have.</summary>
    public bool NeedsCredentials { get; init; }

    /// <summary>Where an MCP server answers to which the configured address redirects; null when it does not.</summary>
    public string? FinalAddress { get; init; }
}
