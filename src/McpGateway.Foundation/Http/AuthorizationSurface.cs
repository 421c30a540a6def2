namespace McpGateway.Foundation.Http;

/// <summary>What documents outside the authorization server say about it.</summary>
public static class AuthorizationSurface
{
    /// <summary>Path of the authorization endpoint, from the root of the gateway.</summary>
    public const string AuthorizePath = "/oauth2/authorize";

    /// <summary>The scope for whatever the user may do at MCP servers.</summary>
    public const string EveryScope = "mcp";
}
