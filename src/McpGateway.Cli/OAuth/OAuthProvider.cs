namespace McpGateway.Cli.OAuth;

/// <summary>How an OAuth provider is used.</summary>
/// <param name="Name">As settings name it.</param>
/// <param name="Authorization">Where the user consents; null when there are only tokens for applications.</param>
/// <param name="Token">Where tokens are had.</param>
/// <param name="Scopes">Asked for when settings name none.</param>
internal sealed record OAuthProvider(string Name, Uri? Authorization, Uri Token, IReadOnlyList<string> Scopes)
{
    /// <summary>Whether the code is bound by PKCE (S256).</summary>
    public bool UsesPkce { get; init; } = true;

    /// <summary>Whether the client authenticates by the HTTP header.</summary>
    public bool UsesBasic { get; init; }

    /// <summary>Parameters that this provider wants on top, such as the ones without which it gives no refresh token.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Extras { get; init; } = [];

    /// <summary>As answers name it (RFC 9207); null when it is not known.</summary>
    public string? Issuer { get; init; }

    /// <summary>What the token is for (RFC 8707); null when it is not said.</summary>
    public string? Resource { get; init; }

    /// <summary>Where the sites that a token opens are listed (Atlassian); null elsewhere.</summary>
    public Uri? Sites { get; init; }
}

/// <summary>The providers that settings may name without saying where they are.</summary>
internal static class KnownProviders
{
    private static readonly OAuthProvider[] All =
    [
        Of("atlassian", "https://auth.atlassian.com/authorize", "https://auth.atlassian.com/oauth/token",
            "read:jira-work read:jira-user write:jira-work offline_access") with
        {
            Extras = [new("audience", "api.atlassian.com"), new("prompt", "consent")],
            Sites = new("https://api.atlassian.com/oauth/token/accessible-resources"),
        },
        Of("google", "https://accounts.google.com/o/oauth2/v2/auth", "https://oauth2.googleapis.com/token", "openid email profile") with
        {
            Extras = [new("access_type", "offline"), new("prompt", "consent")],
        },
        Of("github", "https://github.com/login/oauth/authorize", "https://github.com/login/oauth/access_token", "read:user"),
        Of("microsoft", "https://login.microsoftonline.com/common/oauth2/v2.0/authorize",
            "https://login.microsoftonline.com/common/oauth2/v2.0/token", "openid profile offline_access User.Read"),
        Of("slack", "https://slack.com/oauth/v2/authorize", "https://slack.com/api/oauth.v2.access", "users:read") with
        {
            UsesPkce = false,
        },
        Of("discord", "https://discord.com/oauth2/authorize", "https://discord.com/api/oauth2/token", "identify"),
        Of("linkedin", "https://www.linkedin.com/oauth/v2/authorization", "https://www.linkedin.com/oauth/v2/accessToken",
            "openid profile email") with { UsesPkce = false },
        Of("spotify", "https://accounts.spotify.com/authorize", "https://accounts.spotify.com/api/token", "user-read-private") with
        {
            UsesBasic = true,
        },
        Of("twitter", "https://x.com/i/oauth2/authorize", "https://api.x.com/2/oauth2/token", "tweet.read users.read offline.access") with
        {
            UsesBasic = true,
        },
    ];

    public static IEnumerable<string> Names => All.Select(provider => provider.Name);

    public static OAuthProvider? Find(string name) =>
        Array.Find(All, provider => provider.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static OAuthProvider Of(string name, string authorization, string token, string scopes) =>
        new(name, new(authorization), new(token), scopes.Split(' '));
}
