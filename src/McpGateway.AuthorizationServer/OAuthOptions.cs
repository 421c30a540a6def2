using McpGateway.Identity.Tokens;

namespace McpGateway.AuthorizationServer;

/// <summary>The authorization server. Each property can be set as <c>OAuth:Name</c>.</summary>
public sealed class OAuthOptions
{
    public const string Section = "OAuth";

    /// <summary>Lifetime of access tokens, 1 minute to 1 hour. Tests of clients may set less than a minute, down to 1 second.</summary>
    public TimeSpan AccessTokenLifetime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a refresh token can lie unused, 1 hour to 365 days.</summary>
    public TimeSpan RefreshTokenLifetime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>
    /// How long the refresh token that was just used is answered once more, with the same successor, if it comes from the same address: for
    /// clients that refresh twice at once. 0 to 60 seconds; 0 ends the family at every second use.
    /// </summary>
    public TimeSpan RefreshRepeatWindow { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a device code can be redeemed, 1 to 60 minutes.</summary>
    public TimeSpan DeviceCodeLifetime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Whether clients may register themselves (RFC 7591).</summary>
    public bool AllowsRegistration { get; set; } = true;

    /// <summary>Registrations, device codes and metadata fetches that one address may cause per hour, each. 1 to 100000.</summary>
    public int AnonymousRequestsPerHour { get; set; } = 120;

    /// <summary>Whether a client may be named by the URL of its metadata document.</summary>
    public bool AllowsMetadataDocuments { get; set; } = true;

    /// <summary>
    /// Whether metadata documents may be fetched from private and loopback addresses and over plain http from the latter. For clients
    /// inside a company's network, and for tests.
    /// </summary>
    public bool UnsafeAllowsPrivateMetadataDocuments { get; set; }

    /// <summary>
    /// Private-use schemes that redirect URIs may have, beside all that contain a dot (RFC 8252 §7.1). These belong to well-known MCP
    /// clients whose schemes have none.
    /// </summary>
    public IList<string> RedirectSchemes { get; } =
        ["claude", "code-oss", "cursor", "cursor-nightly", "goose", "jetbrains", "raycast", "vscode", "vscode-insiders", "vscodium",
            "warp", "windsurf", "zed"];

    /// <summary><c>MCP_ADVERTISED_SCOPES</c>: scopes, separated by spaces, that resource metadata tell clients to ask for.</summary>
    public string AdvertisedScopes { get; set; } = OAuthScopes.Everything;

    /// <summary><c>MCP_RESOURCE_DOCUMENTATION_URL</c>: a page about this gateway for people, named in resource metadata.</summary>
    public string? ResourceDocumentationUrl { get; set; }
}
