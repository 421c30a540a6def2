namespace McpGateway.Core.Registry.Servers;

/// <summary>
/// Port to health checking and tool discovery, as the registry's operations need them. Registrations need no call: health follows the
/// change feed. Only operations that answer with a fresh result come through here.
/// </summary>
public interface IServerHealth
{
    /// <summary>What the last check found. <see cref="HealthView.Unknown"/> for a server that was never checked. Never waits.</summary>
    HealthView Get(string key);

    /// <summary>Checks the server now and answers when the result is stored and routed by.</summary>
    Task<HealthView> CheckNowAsync(string key, CancellationToken cancellationToken);

    /// <summary>Asks the server for its tools now, and stores what changed.</summary>
    /// <returns>The tools as stored afterwards, or null when the server did not answer.</returns>
    Task<ServerToolsRecord?> FetchToolsAsync(string key, CancellationToken cancellationToken);

    /// <summary>
    /// Asks a server that shows its tools to its users only, in the name of one of them, and stores what it says. Nothing is stored when it
    /// does not answer: a user's credential proves nothing about the server's health.
    /// </summary>
    /// <returns>Whether it has shown them.</returns>
    Task<bool> DiscoverAsync(string key, IReadOnlyList<ServerHeader> credentials, CancellationToken cancellationToken);
}

/// <summary>Outcome of a health check.</summary>
/// <param name="Status">Raw status of the contract: <c>healthy</c>, <c>unhealthy: timeout</c>, <c>checking</c>, …</param>
/// <param name="LastChecked">When the check ended; null before the first one.</param>
public sealed record HealthView(string Status, DateTimeOffset? LastChecked)
{
    public CheckFinding Finding { get; init; } = CheckFinding.None;

    /// <summary>Whether it answered as an MCP server does.</summary>
    public bool IsHealthy => Status == "healthy";

    public static readonly HealthView Unknown = new("unknown", null);

    /// <summary>How a switched-off server reads, whatever its last check found.</summary>
    public static readonly HealthView Disabled = new("disabled", null);
}
