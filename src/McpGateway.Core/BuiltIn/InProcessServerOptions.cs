namespace McpGateway.Core.BuiltIn;

/// <summary>How an in-process MCP server treats its clients.</summary>
public sealed record InProcessServerOptions
{
    /// <summary>
    /// Whether clients that perform the <c>initialize</c> handshake get a session (<c>Mcp-Session-Id</c>), which server-to-client requests
    /// and the GET stream need. A session lives on one replica, so a server that can do without leaves this off: every request then stands
    /// alone and any replica may answer it. Revision 2026-07-28 never has sessions.
    /// </summary>
    public bool UsesSessions { get; init; }

    /// <summary>A session without a request for this long ends.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>
    /// When so many sessions are open, the one that is idle longest makes room; when none is idle, the new client gets 503.
    /// </summary>
    public int MaxSessions { get; init; } = 1000;

    /// <summary>Larger requests are refused with 413.</summary>
    public int MaxRequestBytes { get; init; } = 4 * 1024 * 1024;
}
