using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace McpGateway.Core.Egress.Storage;

/// <summary>
/// How requests to a server get a credential of the caller's own (kind <c>egress_settings</c>, sealed, key = the server's key).
/// </summary>
internal sealed record EgressSettingsRecord
{
    /// <summary>One of <see cref="EgressMode"/>.</summary>
    public required string Mode { get; init; }

    /// <summary>
    /// A preset of <see cref="Providers.ProviderPreset"/>, <c>custom</c>, or <c>upstream</c> for what the server itself advertises.
    /// </summary>
    public required string Provider { get; init; }

    public string? Tenant { get; init; }

    public string? Issuer { get; init; }

    public string? AuthorizationEndpoint { get; init; }

    public string? TokenEndpoint { get; init; }

    public string? RevocationEndpoint { get; init; }

    public string? ClientId { get; init; }

    /// <summary>Shared with the provider; for <c>private_key_jwt</c> the private key, as PEM.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>How the client authenticates at the token endpoint; null for the provider's usual way.</summary>
    public string? ClientAuthentication { get; init; }

    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>RFC 8707 resource indicator; null sends none, except to a provider that the server advertises.</summary>
    public string? Resource { get; init; }

    /// <summary>RFC 8693 audience of exchanged tokens.</summary>
    public string? Audience { get; init; }

    /// <summary>
    /// The server's origins when this was stated. Tokens go nowhere else: moving the server needs the settings stated again.
    /// </summary>
    public required IReadOnlyList<string> Origins { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public required string UpdatedBy { get; init; }

    [JsonIgnore]
    public bool IsActive => Mode is EgressMode.UserOAuth or EgressMode.TokenExchange or EgressMode.ClientCredentials;

    /// <summary>Stands for everything that a user consented to. Tokens that were issued under another one are not used.</summary>
    public string Binding() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Parts()))));

    /// <summary>Without the secret.</summary>
    public override string ToString() => $"{Mode} {Provider}";

    private IEnumerable<string?> Parts() =>
    [
        Mode, Provider, Tenant, Issuer, AuthorizationEndpoint, TokenEndpoint, RevocationEndpoint, ClientId, ClientAuthentication,
        Resource, Audience,
        .. Scopes.Order(StringComparer.Ordinal), "|", .. Origins.Order(StringComparer.Ordinal),
    ];
}
