using System.Text.Json.Serialization;
using McpGateway.Cli.OAuth;

namespace McpGateway.Cli.Profiles;

/// <summary>A gateway that the user works with, by a name of theirs.</summary>
/// <param name="Url">Address of the gateway.</param>
/// <param name="User">Who signed in, as the gateway said; null before.</param>
/// <param name="ClientId">The OAuth client that was registered for this machine; kept, so that consent is asked for once.</param>
/// <param name="Store">Where its credential is; null for the file.</param>
internal sealed record Profile(string Url, string? User = null, string? ClientId = null, CredentialPlace? Store = null);

/// <summary>Where a credential is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CredentialPlace>))]
internal enum CredentialPlace
{
    /// <summary>In a file of mode 600.</summary>
    [JsonStringEnumMemberName("file")]
    File,

    /// <summary>In the keyring of the system.</summary>
    [JsonStringEnumMemberName("keyring")]
    Keyring,
}

/// <summary>All profiles, and which one is meant when none is named.</summary>
internal sealed record ProfileList
{
    public const string DefaultName = "default";

    public string Current { get; init; } = DefaultName;

    public IReadOnlyDictionary<string, Profile> Profiles { get; init; } = new Dictionary<string, Profile>(StringComparer.Ordinal);
}

/// <summary>What a profile signs in with.</summary>
internal sealed record Credential
{
    public required string AccessToken { get; init; }

    public string? RefreshToken { get; init; }

    /// <summary>When the access token ends; null when that is not known.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The OAuth client that the tokens were issued to; null for a token that was handed in.</summary>
    public string? ClientId { get; init; }

    public string? TokenEndpoint { get; init; }

    public string? RevocationEndpoint { get; init; }

    /// <summary>The same with the tokens of an answer. Without a new refresh token the old one stays.</summary>
    public Credential With(OAuthTokens tokens) => this with
    {
        AccessToken = tokens.AccessToken,
        RefreshToken = tokens.RefreshToken ?? RefreshToken,
        ExpiresAt = tokens.ExpiresAt,
    };
}
