using McpGateway.Core.Registry.Servers;

namespace McpGateway.Core.Agents;

/// <summary>Port to health checking, as the operations on agents need it.</summary>
public interface IAgentHealth
{
    /// <summary>What the last check found. <see cref="HealthView.Unknown"/> for an agent that was never checked. Never waits.</summary>
    HealthView Get(string key);

    /// <summary>Checks the agent now and answers when the result is stored.</summary>
    Task<AgentCheck> CheckNowAsync(string key, CancellationToken cancellationToken);
}

/// <summary>What a check of an agent found.</summary>
/// <param name="Status">Raw status, as for servers: <c>healthy</c>, <c>unhealthy: timeout</c>, …</param>
/// <param name="Url">The address whose answer decided.</param>
/// <param name="CheckedAt">When the check ended.</param>
public sealed record AgentCheck(string Status, string Url, DateTimeOffset CheckedAt)
{
    /// <summary>HTTP status of the answer that decided; null when there was none.</summary>
    public int? StatusCode { get; init; }

    /// <summary>How long that answer took; null when there was none.</summary>
    public TimeSpan? Latency { get; init; }

    /// <summary>Why it is so, in a sentence; null when there is nothing to say.</summary>
    public string? Reason { get; init; }

    /// <summary>The agent is there and wants a credential that the gateway does not have.</summary>
    public bool NeedsCredentials { get; init; }

    public CheckFinding Finding => new() { Reason = Reason, NeedsCredentials = NeedsCredentials };
}
