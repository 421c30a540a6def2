namespace McpGateway.Core.Egress.Storage;

/// <summary>
/// An authorization that was begun (kind <c>egress_pending</c>, sealed, key = hash of <c>state</c>). Deleted by the callback that uses it,
/// so that no <c>state</c> works twice.
/// </summary>
internal sealed record PendingConnectRecord
{
    public required string Server { get; init; }

    public required string Subject { get; init; }

    /// <summary>Hash of the value in the browser's cookie: another browser cannot finish what this one began.</summary>
    public required string Browser { get; init; }

    /// <summary>PKCE (RFC 7636).</summary>
    public required string Verifier { get; init; }

    public required string RedirectUri { get; init; }

    public string? ReturnPath { get; init; }

    public required string Binding { get; init; }

    public required TokenIssuerReference Issuer { get; init; }

    /// <summary>RFC 9207: whose answer it must be; null when the provider's issuer is not known.</summary>
    public string? ExpectedIssuer { get; init; }

    public bool RequiresIssuer { get; init; }

    public IReadOnlyList<string> Scopes { get; init; } = [];

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Without the verifier.</summary>
    public override string ToString() => Server;
}
