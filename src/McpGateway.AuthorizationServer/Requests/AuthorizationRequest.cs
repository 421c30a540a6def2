namespace McpGateway.AuthorizationServer.Requests;

/// <summary>
/// A checked authorization request: the client is known, the redirect URI is the client's, the resources are this gateway's.
/// </summary>
internal sealed record AuthorizationRequest
{
    public required string ClientId { get; init; }

    public required string ClientName { get; init; }

    /// <summary>As the client sent it, with the port of this time.</summary>
    public required string RedirectUri { get; init; }

    /// <summary>Whether the client named it, and then has to again at the token endpoint (RFC 6749 §4.1.3).</summary>
    public required bool NamesRedirectUri { get; init; }

    public string? State { get; init; }

    public required IReadOnlyList<string> Scopes { get; init; }

    public required IReadOnlyList<string> Resources { get; init; }

    public required string CodeChallenge { get; init; }

    public required string Issuer { get; init; }

    /// <summary>The user is asked even if there is a consent on record.</summary>
    public bool AsksAlways { get; init; }

    /// <summary>The client wants an answer without any page (<c>prompt=none</c>).</summary>
    public bool IsSilent { get; init; }

    /// <summary>The client only: state and challenge are no business of a log.</summary>
    public override string ToString() => ClientId;
}
