using McpGateway.Foundation.OAuth;

namespace McpGateway.Core.Egress.Providers;

/// <summary>Providers whose endpoints need not be stated.</summary>
internal static class ProviderPreset
{
    public const string Custom = "custom";

    /// <summary>The authorization server that the MCP server itself advertises (RFC 9728).</summary>
    public const string Upstream = "upstream";

    public const string Microsoft = "microsoft";

    public static readonly IReadOnlyList<string> Names = [Upstream, "atlassian", "github", "google", Microsoft, Custom];

    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="tenant">Tenant of Microsoft Entra ID.</param>
    /// <returns>Null when the name stands for no fixed endpoints.</returns>
    public static OAuthEndpoints? Find(string name, string? tenant) => name switch
    {
        "atlassian" => new()
        {
            AuthorizationEndpoint = "https://auth.atlassian.com/authorize",
            TokenEndpoint = "https://auth.atlassian.com/oauth/token",
            ClientAuthentication = ClientAuthentications.Post,
            Scopes = ["offline_access"],
            Parameters = [new("audience", "api.atlassian.com"), new("prompt", "consent")],
        },
        "github" => new()
        {
            AuthorizationEndpoint = "https://github.com/login/oauth/authorize",
            TokenEndpoint = "https://github.com/login/oauth/access_token",
            ClientAuthentication = ClientAuthentications.Post,
        },
        "google" => new()
        {
            Issuer = "https://accounts.google.com",
            AuthorizationEndpoint = "https://accounts.google.com/o/oauth2/v2/auth",
            TokenEndpoint = "https://oauth2.googleapis.com/token",
            RevocationEndpoint = "https://oauth2.googleapis.com/revoke",
            ClientAuthentication = ClientAuthentications.Post,
            Parameters = [new("access_type", "offline"), new("prompt", "consent")],
        },
        Microsoft => new()
        {
            AuthorizationEndpoint = $"https://login.microsoftonline.com/{tenant ?? "organizations"}/oauth2/v2.0/authorize",
            TokenEndpoint = $"https://login.microsoftonline.com/{tenant ?? "organizations"}/oauth2/v2.0/token",
            ClientAuthentication = ClientAuthentications.Post,
            Scopes = ["offline_access"],
        },
        _ => null,
    };
}
