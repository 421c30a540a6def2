using McpGateway.Identity.Telemetry;
using McpGateway.Identity.Tokens;

namespace McpGateway.Identity.Credentials;

/// <summary>
/// Bearer tokens: verified once, then found in the cache until they expire, are revoked or their holder loses the account.
/// </summary>
public sealed class BearerCredentials(
    IEnumerable<IBearerValidator> validators, CallerFactory callers, RevokedTokens revoked, TimeProvider time, IdentityMeter? meter = null)
{
    private readonly IBearerValidator[] _validators = [.. validators];
    private readonly CredentialCache _cache = new(time);

    /// <summary>Judges a token. Completes synchronously, and allocates nothing, for one that was verified before.</summary>
    public ValueTask<BearerOutcome> AuthenticateAsync(ReadOnlySpan<char> token, CancellationToken cancellationToken)
    {
        if (_cache.Find(token) is { } known && (known.AskAgainAt == DateTimeOffset.MaxValue || time.GetUtcNow() < known.AskAgainAt))
        {
            meter?.LookedUp(isHit: true);
            return new(OutcomeOf(known));
        }

        meter?.LookedUp(isHit: false);
        var refusal = JwsToken.Parse(token, out var parsed);
        return refusal == TokenRefusal.None
            ? VerifyAsync(token.ToString(), parsed!, cancellationToken)
            : new(new BearerOutcome(null, null, refusal));
    }

    /// <summary>Ends the tokens with this id, and those vended by them.</summary>
    public void Revoke(string tokenId)
    {
        foreach (var credential in _cache.All)
        {
            if (credential.Identity.TokenId == tokenId || credential.Identity.Ancestors.Contains(tokenId))
            {
                credential.Revoke();
            }
        }
    }

    /// <summary>Makes every cached caller again, so that rights that ended stop what is open under them.</summary>
    public void Refresh()
    {
        foreach (var credential in _cache.All)
        {
            credential.Refresh();
        }
    }

    private async ValueTask<BearerOutcome> VerifyAsync(string text, JwsToken token, CancellationToken cancellationToken)
    {
        if (TokenClaims.Parse(token.Payload) is not { } claims)
        {
            return new(null, null, TokenRefusal.Malformed);
        }

        if (claims.Issuer is not { } issuer || Array.Find(_validators, v => v.Accepts(issuer, token)) is not { } validator)
        {
            return new(null, null, TokenRefusal.UnknownIssuer);
        }

        var verdict = await validator.ValidateAsync(token, claims, cancellationToken);
        if (verdict.Identity is not { } identity)
        {
            return new(null, null, verdict.Refusal) { IsUnavailable = verdict.IsUnavailable };
        }

        var credential = new CachedCredential(identity, callers, time) { AskAgainAt = verdict.AskAgainAt ?? DateTimeOffset.MaxValue };
        _cache.Add(text, credential);

        // A revocation that came while the token was being verified found no entry to end.
        if ((identity.TokenId is { } id && revoked.Contains(id)) || identity.Ancestors.Any(revoked.Contains))
        {
            credential.Revoke();
        }

        return OutcomeOf(credential);
    }

    private BearerOutcome OutcomeOf(CachedCredential credential)
    {
        if (credential.Identity.ExpiresAt <= time.GetUtcNow())
        {
            return new(null, null, TokenRefusal.Expired);
        }

        if (credential.Current() is { } resolved)
        {
            return new(resolved, credential.Identity, TokenRefusal.None);
        }

        return new(null, null, credential.IsRevoked ? TokenRefusal.Revoked : TokenRefusal.UserDisabled);
    }
}

/// <summary>Outcome of bearer authentication: a caller, or why not.</summary>
public readonly record struct BearerOutcome(ResolvedCaller? Resolved, CredentialIdentity? Identity, TokenRefusal Refusal)
{
    /// <summary>The token could not be judged: 503 instead of 401.</summary>
    public bool IsUnavailable { get; init; }
}
