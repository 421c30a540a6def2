namespace McpGateway.Foundation.OAuth;

/// <summary>Ways of client authentication (RFC 7591 §2).</summary>
public static class ClientAuthentications
{
    public const string Basic = "client_secret_basic";
    public const string Post = "client_secret_post";

    /// <summary>With an assertion that the client's private key signs (RFC 7523).</summary>
    public const string PrivateKey = "private_key_jwt";

    public const string None = "none";
}
