using McpGateway.Foundation.OAuth;

namespace McpGateway.Core.Egress.Storage;

/// <summary>What is needed to speak to the provider again: for a code, a refresh or a revocation.</summary>
internal sealed record TokenIssuerReference
{
    /// <summary>Who is to believe the client's assertions; null when the provider's issuer is not known.</summary>
    public string? Issuer { get; init; }

    public required string TokenEndpoint { get; init; }

    public string? RevocationEndpoint { get; init; }

    public required string ClientId { get; init; }

    public required string ClientAuthentication { get; init; }

    public string? Resource { get; init; }

    /// <param name="secret">The client's secret or private key; null for a public client.</param>
    public ClientCredential Credential(string? secret) => new(ClientId, ClientAuthentication) { Secret = secret, Audience = Issuer };
}
