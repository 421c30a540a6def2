using McpGateway.Identity.Credentials;
using McpGateway.Identity.Tokens;

namespace McpGateway.AuthorizationServer.Grants;

/// <summary>
/// What a user allowed a client, for as long as it keeps refreshing (kind <c>oauth_grants</c>, key = grant id, owner = subject): the family
/// of all tokens that come of one consent. Its end is the end of them all.
/// </summary>
internal sealed record GrantRecord
{
    public required string Id { get; init; }

    public required string ClientId { get; init; }

    public required GrantOwner Holder { get; init; }

    public required IReadOnlyList<string> Scopes { get; init; }

    public required IReadOnlyList<string> Resources { get; init; }

    /// <summary>The origin under which the client knows the gateway: <c>iss</c> of its tokens.</summary>
    public required string Issuer { get; init; }

    /// <summary>SHA-256 of the one refresh token that is good; null when the client may not refresh.</summary>
    public string? RefreshHash { get; init; }

    public int Generation { get; init; }

    /// <summary>Random; together with the master key it makes the refresh tokens, which are stored nowhere.</summary>
    public required string Seed { get; init; }

    /// <summary>SHA-256 of the refresh token before the present one, when and from where it was used.</summary>
    public string? FormerHash { get; init; }

    public DateTimeOffset? RotatedAt { get; init; }

    public string? RotatedBy { get; init; }

    /// <summary>When the user gave it. What voids earlier credentials voids it too.</summary>
    public required DateTimeOffset GrantedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The id only.</summary>
    public override string ToString() => Id;

    public CredentialIdentity ToIdentity() => new()
    {
        Subject = Holder.Subject,
        UserName = Holder.UserName,
        Provider = Holder.Provider,
        Groups = Holder.Groups,
        Email = Holder.Email,
        GrantedScopes = OAuthScopes.Narrowing(Scopes),
        AuthMethod = "oauth2",
        ClientId = ClientId,
        IssuedAt = GrantedAt,
        ExpiresAt = ExpiresAt,
    };
}
