namespace McpGateway.Foundation.Http;

/// <summary>Names of the authentication schemes, as policies state them. The schemes themselves come with <c>AddIdentity</c>.</summary>
public static class CredentialSchemes
{
    /// <summary>The cookie of a browser session.</summary>
    public const string Session = "Session";

    /// <summary>A token (RFC 6750).</summary>
    public const string Bearer = "Bearer";

    /// <summary>The administrator's name and password (RFC 7617).</summary>
    public const string Basic = "Basic";
}
