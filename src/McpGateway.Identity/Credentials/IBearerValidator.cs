using McpGateway.Identity.Tokens;

namespace McpGateway.Identity.Credentials;

/// <summary>
/// Port: judges the bearer tokens of one issuer. One implementation per kind of issuer; the first that accepts a token decides.
/// </summary>
public interface IBearerValidator
{
    /// <summary>Whether tokens that claim this issuer are this validator's to judge. The claim is not proven yet.</summary>
    bool Accepts(string issuer, JwsToken token);

    /// <summary>Verifies the token completely. Synchronous when no key has to be fetched.</summary>
    ValueTask<BearerVerdict> ValidateAsync(JwsToken token, TokenClaims claims, CancellationToken cancellationToken);
}

/// <summary>Outcome of a validation: an identity, or why not.</summary>
public readonly record struct BearerVerdict(CredentialIdentity? Identity, TokenRefusal Refusal)
{
    /// <summary>The token could not be judged, because the issuer's keys cannot be had: 503 instead of 401.</summary>
    public bool IsUnavailable { get; init; }

    /// <summary>
    /// From when on the token is to be judged anew, because something that it depends on could not be known; null when it is known.
    /// </summary>
    public DateTimeOffset? AskAgainAt { get; init; }

    public static implicit operator BearerVerdict(TokenRefusal refusal) => new(null, refusal);

    public static implicit operator BearerVerdict(CredentialIdentity identity) => new(identity, TokenRefusal.None);
}
