namespace McpGateway.Foundation.Http.Outbound;

/// <summary>What outgoing calls of one kind may do.</summary>
public sealed record OutboundProfile
{
    public required OutboundReach Reach { get; init; }

    /// <summary>
    /// Whether calls go through the proxy of the operating system's or the environment's settings. Not for guarded clients: the guard would
    /// judge the proxy's address in place of the target's.
    /// </summary>
    public bool UsesSystemProxy { get; init; }

    /// <summary>For name resolution, TCP and TLS together.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>For one exchange from the first byte out to the last byte in.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The largest body that is read, in bytes.</summary>
    public int MaxResponseBytes { get; init; } = 256 * 1024;

    /// <summary>Connections to one host and port; more requests wait.</summary>
    public int MaxConnectionsPerServer { get; init; } = 64;
}

/// <summary>Where a client may go.</summary>
public enum OutboundReach
{
    /// <summary>Public addresses only.</summary>
    Public,

    /// <summary>Private and loopback addresses too; never metadata and link-local ones.</summary>
    Private,

    /// <summary>Wherever its address says, unguarded. Only where the operator or the platform stated that address.</summary>
    Stated,
}
