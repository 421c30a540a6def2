namespace McpGateway.Core.Egress.Providers;

/// <summary>A provider as it is spoken to.</summary>
internal sealed record ProviderEndpoints
{
    public string? Issuer { get; init; }

    /// <summary>The provider names itself in its answers (RFC 9207): one without is not from it.</summary>
    public bool StatesIssuer { get; init; }

    public required string AuthorizationEndpoint { get; init; }

    public required string TokenEndpoint { get; init; }

    public string? RevocationEndpoint { get; init; }

    public string? RegistrationEndpoint { get; init; }

    /// <summary>How a client with a secret authenticates.</summary>
    public string ClientAuthentication { get; init; } = ClientAuthentications.Basic;

    public string? Resource { get; init; }

    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>What the provider wants besides OAuth's own parameters, for instance to give out refresh tokens.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Parameters { get; init; } = [];
}

/// <summary>Ways of client authentication (RFC 7591 §2).</summary>
internal static class ClientAuthentications
{
    public const string Basic = "client_secret_basic";
    public const string Post = "client_secret_post";
    public const string None = "none";
}
