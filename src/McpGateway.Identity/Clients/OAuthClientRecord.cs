using McpGateway.Identity.Credentials;

namespace McpGateway.Identity.Clients;

/// <summary>
/// An OAuth client. Kind <c>oauth_clients</c> (key = client id): clients that an administrator made, among them service accounts with
/// groups of their own. Kind <c>oauth_registrations</c>: clients that registered themselves.
/// </summary>
public sealed record OAuthClientRecord
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public string? Description { get; init; }

    public required ClientSource Source { get; init; }

    public IReadOnlyList<string> RedirectUris { get; init; } = [];

    public required IReadOnlyList<string> GrantTypes { get; init; }

    /// <summary><c>none</c>, <c>client_secret_basic</c> or <c>client_secret_post</c>.</summary>
    public required string AuthMethod { get; init; }

    /// <summary>SHA-256 of the secret. Secrets are random, so nothing slower is needed.</summary>
    public string? SecretHash { get; init; }

    /// <summary>Groups of a client that acts for itself.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>An administrator switched the client off: it gets no tokens, and those that it has open nothing.</summary>
    public bool IsDisabled { get; init; }

    /// <summary>
    /// Names a service account in its subject, as it does for people: an account that gets a former one's name inherits nothing. Null for
    /// clients whose id is never used twice, and for accounts made before there was one.
    /// </summary>
    public string? SubjectId { get; init; }

    /// <summary>SHA-256 of the token that manages a registration (RFC 7592).</summary>
    public string? ManagementHash { get; init; }

    /// <summary>Further metadata of a registration, repeated to the client as it sent them.</summary>
    public IReadOnlyDictionary<string, string> Further { get; init; } = new Dictionary<string, string>();

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When a registration that nobody used ends; null once a user let the client in.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    public bool IsPublic => SecretHash is null;

    public bool MayUse(string grantType) => GrantTypes.Contains(grantType);

    /// <summary>Stable identity of the client when it acts for itself, see <see cref="Foundation.Caller.Subject"/>.</summary>
    public string SubjectOf() => $"{CredentialIdentity.ClientProvider}:{SubjectId ?? Id}";

    /// <summary>The id only.</summary>
    public override string ToString() => Id;
}

/// <summary>How a client came to be known.</summary>
public enum ClientSource
{
    Configured,
    Service,
    Registered,
    MetadataDocument,
}

public static class GrantTypes
{
    public const string AuthorizationCode = "authorization_code";
    public const string RefreshToken = "refresh_token";
    public const string ClientCredentials = "client_credentials";
    public const string DeviceCode = "urn:ietf:params:oauth:grant-type:device_code";

    public static IReadOnlyList<string> ForUsers { get; } = [AuthorizationCode, RefreshToken, DeviceCode];

    public static IReadOnlyList<string> All { get; } = [AuthorizationCode, RefreshToken, ClientCredentials, DeviceCode];
}

public static class ClientAuthMethods
{
    public const string None = "none";
    public const string Basic = "client_secret_basic";
    public const string Post = "client_secret_post";

    public static IReadOnlyList<string> All { get; } = [None, Basic, Post];
}
