using McpGateway.Core.Egress.Storage;
using McpGateway.Foundation.OAuth;

namespace McpGateway.Core.Egress.Providers;

/// <summary>A provider as it is spoken to.</summary>
internal sealed record OAuthEndpoints
{
    public string? Issuer { get; init; }

    /// <summary>The provider names itself in its answers (RFC 9207): one without is not from it.</summary>
    public bool StatesIssuer { get; init; }

    public required string AuthorizationEndpoint { get; init; }

    public required string TokenEndpoint { get; init; }

    public string? RevocationEndpoint { get; init; }

    public string? RegistrationEndpoint { get; init; }

    /// <summary>The provider takes the address of a metadata document for a client id.</summary>
    public bool TakesMetadataDocuments { get; init; }

    /// <summary>
    /// Why no user may be sent there; null when nothing stands against it. Tokens for the gateway itself can be had all the same.
    /// </summary>
    public string? ConsentProblem { get; init; }

    /// <summary>How a client with a secret authenticates.</summary>
    public string ClientAuthentication { get; init; } = ClientAuthentications.Basic;

    public string? Resource { get; init; }

    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>What the provider wants besides OAuth's own parameters, for instance to give out refresh tokens.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Parameters { get; init; } = [];

    /// <summary>What is stored of the provider, to speak to it again as this client.</summary>
    public TokenIssuerReference ReferenceFor(string clientId, string authentication) => new()
    {
        Issuer = Issuer,
        TokenEndpoint = TokenEndpoint,
        RevocationEndpoint = RevocationEndpoint,
        ClientId = clientId,
        ClientAuthentication = authentication,
        Resource = Resource,
    };
}
