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

    /// <summary>Why the server is as it is, in sentences; null when there is nothing to say.</summary>
    public string? Reason { get; init; }

    /// <summary>The server is there and wants a credential that the gateway does not have, or another than it has. It is routed.</summary>
    public bool NeedsCredentials { get; init; }

    /// <summary>
    /// Where an MCP server answers to which the configured address redirects: what could be registered in its place. Null when it does not.
    /// </summary>
    public string? FinalAddress { get; init; }

    /// <summary>Whether the check found the server up: <c>healthy</c> or <c>healthy-auth-expired</c>.</summary>
    public bool IsRoutable => Status is "healthy" or "healthy-auth-expired";
}
