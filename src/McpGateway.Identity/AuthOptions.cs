using McpGateway.Foundation.Settings;

namespace McpGateway.Identity;

/// <summary>
/// Sign-in, sessions and tokens. Each property can be set as <c>Auth:Name</c>; those with a name in capitals below also from the
/// environment variable of that name, which wins.
/// </summary>
public sealed class AuthOptions
{
    public const string Section = "Auth";

    /// <summary><c>ADMIN_USER</c>: name of the local administrator.</summary>
    public string AdminUser { get; set; } = "admin";

    /// <summary><c>ADMIN_PASSWORD</c>: the administrator's password. Without it one is generated at first start and printed once.</summary>
    [SecretSetting]
    public string? AdminPassword { get; set; }

    /// <summary>
    /// <c>LOCAL_SIGN_IN_ENABLED</c>: whether people sign in with local accounts, beside the identity providers. Switched off it needs at
    /// least one provider. The administrator's HTTP Basic credentials go on counting where the contract has them.
    /// </summary>
    public bool AllowsLocalSignIn { get; set; } = true;

    /// <summary><c>SECRET_KEY</c>: secret shared with other implementations. Used only by <see cref="AcceptSharedSecretTokens"/>.</summary>
    [SecretSetting]
    public string? SecretKey { get; set; }

    /// <summary>
    /// Accept HS256 tokens (<c>iss mcp-auth-server</c>, <c>aud mcp-registry</c>) signed with <c>SECRET_KEY</c>. Off by default.
    /// </summary>
    public bool AcceptSharedSecretTokens { get; set; }

    /// <summary><c>SESSION_COOKIE_NAME</c>: name of the cookie with which browsers stay signed in.</summary>
    public string SessionCookieName { get; set; } = "mcp_gateway_session";

    /// <summary><c>SESSION_MAX_AGE_SECONDS</c>: lifetime of a session, 60 seconds to 30 days.</summary>
    public int SessionMaxAgeSeconds { get; set; } = 28800;

    /// <summary><c>SESSION_COOKIE_SECURE</c>: mark the cookie <c>Secure</c> on https requests.</summary>
    public bool SessionCookieSecure { get; set; }

    /// <summary><c>SESSION_COOKIE_DOMAIN</c>: share the cookie with the hosts below this domain.</summary>
    public string? SessionCookieDomain { get; set; }

    /// <summary><c>MAX_TOKENS_PER_USER_PER_HOUR</c>: tokens that one user may have vended per clock hour, over all replicas.</summary>
    public int MaxTokensPerUserPerHour { get; set; } = 100;

    /// <summary><c>JWT_ISSUER</c>: <c>iss</c> of vended tokens.</summary>
    public string Issuer { get; set; } = "mcp-auth-server";

    /// <summary><c>JWT_AUDIENCE</c>: <c>aud</c> of vended tokens.</summary>
    public string Audience { get; set; } = "mcp-registry";

    /// <summary>How far clocks may be apart when a token's times are checked, 0 to 300 seconds.</summary>
    public int TokenLeewaySeconds { get; set; } = 30;

    /// <summary>
    /// <c>PUBLIC_URL</c>, or else <c>REGISTRY_URL</c>: the address under which clients reach this gateway, for instance
    /// <c>https://mcp.example.com</c> or, below another site, <c>https://example.com/mcp-gateway</c>. It names the issuer, the protected
    /// resources and the addresses that sign-in and upstream providers redirect to. Unset: the origin of each request.
    /// </summary>
    public string? PublicUrl { get; set; }

    /// <summary><c>AUTH_SERVER_EXTERNAL_URL</c>: what <c>/api/auth/config</c> reports; the request's own origin when unset.</summary>
    public string? AuthServerExternalUrl { get; set; }

    /// <summary><c>KEYCLOAK_URL</c>: reported with vended tokens because existing clients read the member.</summary>
    public string KeycloakUrl { get; set; } = "http://keycloak:8080";

    /// <summary><c>KEYCLOAK_REALM</c>: reported with vended tokens because existing clients read the member.</summary>
    public string KeycloakRealm { get; set; } = "mcp-gateway";

    /// <summary>
    /// <c>TRUSTED_PROXIES</c>: addresses or networks (CIDR), separated by commas, whose <c>X-Forwarded-For</c>, <c>-Proto</c> and
    /// <c>-Host</c> are believed. Empty: nobody's, not even those from this machine.
    /// </summary>
    public string TrustedProxies { get; set; } = "";

    /// <summary>Values that could not be read, for the validator. Not bound.</summary>
    internal IList<string> Unreadable { get; } = [];
}
