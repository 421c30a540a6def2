namespace McpGateway.Identity.Signing;

/// <summary>
/// Port: signs tokens of this product. The authorization server and token vending both issue here, so keys live in one place.
/// </summary>
public interface ITokenIssuer
{
    IssuedToken Issue(TokenGrant grant);
}

/// <summary>What a token is to say.</summary>
public sealed record TokenGrant
{
    /// <summary>Stable identity of the user, see <c>Caller.Subject</c>.</summary>
    public required string Subject { get; init; }

    public required string UserName { get; init; }

    public string? Email { get; init; }

    public required IReadOnlyList<string> Groups { get; init; }

    /// <summary>The most that the token may do; at use it is cut down to what the groups map to then.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>Null for the configured issuer of vended tokens.</summary>
    public string? Issuer { get; init; }

    /// <summary>Resources that the token is for (RFC 8707); empty for the configured audience of vended tokens.</summary>
    public IReadOnlyList<string> Audiences { get; init; } = [];

    public required DateTimeOffset ExpiresAt { get; init; }

    public required string AuthMethod { get; init; }

    public required string Provider { get; init; }

    public required string ClientId { get; init; }

    public string Description { get; init; } = "";

    /// <summary>Ids of the grant or tokens that this one came from, oldest first: revoking one of them revokes it too.</summary>
    public IReadOnlyList<string> Ancestors { get; init; } = [];
}

/// <summary>A signed token. Its text is a credential: it goes to the caller and nowhere else.</summary>
public sealed record IssuedToken(string Text, string Id, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt)
{
    /// <summary>The id only.</summary>
    public override string ToString() => Id;
}
