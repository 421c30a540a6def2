namespace McpGateway.Core.Health;

/// <summary>What the last check of a server found (kind <c>server_health</c>, key = the server's key).</summary>
/// <param name="Status">Raw status string of the contract: <c>healthy</c>, <c>unhealthy: timeout</c>, <c>checking</c>, …</param>
/// <param name="LastChecked">When the check ended; null before the first one.</param>
public sealed record HealthRecord(string Status, DateTimeOffset? LastChecked)
{
    /// <summary>When <see cref="Status"/> last became something else.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>How long the server took to answer the last check; the whole check where that is not known.</summary>
    public TimeSpan? Latency { get; init; }

    /// <summary>Whether traffic may be routed: <c>healthy</c> or <c>healthy-auth-expired</c>.</summary>
    public bool IsRoutable => Status is "healthy" or "healthy-auth-expired";
}
