namespace McpGateway.Core.Egress.Storage;

/// <summary>
/// The client that this gateway registered at a provider (RFC 7591), or the provider that a stated client went to first (kind
/// <c>egress_clients</c>, sealed, key = the server's key).
/// </summary>
internal sealed record RegisteredClientRecord
{
    public required string Issuer { get; init; }

    /// <summary>Empty when the client was stated.</summary>
    public required string RedirectUri { get; init; }

    public required string ClientId { get; init; }

    public string? ClientSecret { get; init; }

    public required string ClientAuthentication { get; init; }

    /// <summary>The operator stated the client: its secret is in the settings.</summary>
    public bool IsStated { get; init; }

    /// <summary>Null when the secret has no end.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Without the secret.</summary>
    public override string ToString() => ClientId;
}
