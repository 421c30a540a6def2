namespace McpGateway.Foundation.OAuth;

/// <summary>The forms of token requests, one per grant. Who asks is added by <see cref="ClientCredential"/>.</summary>
public static class OAuthGrants
{
    private const string TokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange";
    private const string JwtType = "urn:ietf:params:oauth:token-type:jwt";
    private const string AccessTokenType = "urn:ietf:params:oauth:token-type:access_token";

    /// <summary>A code becomes tokens (RFC 6749 §4.1.3, RFC 7636 §4.5).</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> AuthorizationCode(
        string code, string redirectUri, string verifier, string? resource = null) => Form(
        ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirectUri), ("code_verifier", verifier),
        ("resource", resource));

    /// <summary>RFC 6749 §6; <c>resource</c> is that of RFC 8707.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Refresh(string refreshToken, string? resource) =>
        Form(("grant_type", "refresh_token"), ("refresh_token", refreshToken), ("resource", resource));

    /// <summary>RFC 6749 §4.4. That grant has no refresh token (§4.4.3), so none is asked for.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> ClientCredentials(
        IEnumerable<string> scopes, string? resource = null, string? audience = null) => Form(
        ("grant_type", "client_credentials"),
        ("scope", Joined(scopes.Where(static scope => scope != OAuthScopeNames.OfflineAccess))), ("resource", resource),
        ("audience", audience));

    /// <summary>RFC 6749 §4.3. Only for an administrator's account whose provider offers its own client nothing else.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Password(string user, string password) =>
        Form(("grant_type", "password"), ("username", user), ("password", password));

    /// <summary>An assertion about somebody becomes an access token (RFC 8693 §2.1).</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Exchange(
        string assertion, IEnumerable<string> scopes, string? resource, string? audience) => Form(
        ("grant_type", TokenExchange), ("subject_token", assertion), ("subject_token_type", JwtType),
        ("requested_token_type", AccessTokenType), ("audience", audience), ("resource", resource), ("scope", Joined(scopes)));

    private static string? Joined(IEnumerable<string> scopes) => string.Join(' ', scopes) is { Length: > 0 } text ? text : null;

    private static KeyValuePair<string, string>[] Form(params IEnumerable<(string Name, string? Value)> fields) =>
        [.. from field in fields where field.Value is not null select KeyValuePair.Create(field.Name, field.Value)];
}
