namespace McpGateway.Identity.Sessions;

/// <summary>What the principal of a browser session says beside the user's name, for pages that outlive their request.</summary>
public static class SessionClaims
{
    /// <summary>The session's id. A credential: it goes into no log and no page.</summary>
    public const string Id = "mcp-session";

    /// <summary>The browser's IP address.</summary>
    public const string Address = "mcp-address";
}
