namespace McpGateway.Core.Egress.Storage;

/// <summary>Where the caller's credential at a server comes from.</summary>
public static class EgressMode
{
    /// <summary>Nowhere: requests carry the server's configured headers only.</summary>
    public const string None = "none";

    /// <summary>Each user connects an account once.</summary>
    public const string UserOAuth = "user_oauth";

    /// <summary>The caller's identity is exchanged at a token service (RFC 8693).</summary>
    public const string TokenExchange = "token_exchange";

    /// <summary>The gateway gets a token of its own, which all callers share (RFC 6749 §4.4).</summary>
    public const string ClientCredentials = "client_credentials";
}
