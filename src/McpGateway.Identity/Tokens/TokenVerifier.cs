namespace McpGateway.Identity.Tokens;

/// <summary>Judges a token: key, signature, then claims. Pure: the keys and the time are given.</summary>
public static class TokenVerifier
{
    // Without a kid every key of the algorithm is tried; a key set does not get to make that expensive.
    private const int MaxKeysTried = 8;

    public static TokenRefusal Verify(
        JwsToken token, TokenClaims claims, IReadOnlyList<VerificationKey> keys, TokenValidationRules rules, DateTimeOffset now)
    {
        var refusal = VerifySignature(token, keys, rules.RequiresKeyId);
        if (refusal != TokenRefusal.None)
        {
            return refusal;
        }

        return rules.Types.Contains(token.Type, StringComparer.OrdinalIgnoreCase)
            ? CheckClaims(claims, rules, now)
            : TokenRefusal.WrongType;
    }

    public static TokenRefusal VerifySignature(JwsToken token, IReadOnlyList<VerificationKey> keys, bool requiresKeyId)
    {
        if (token.KeyId is null && requiresKeyId)
        {
            return TokenRefusal.UnknownKey;
        }

        var tried = 0;
        var found = false;
        foreach (var key in keys)
        {
            if (token.KeyId is not null && key.KeyId != token.KeyId)
            {
                continue;
            }

            found = true;
            if (!key.Supports(token.Algorithm))
            {
                continue;
            }

            if (key.Verify(token.Algorithm, token.SigningInput.Span, token.Signature.Span))
            {
                return TokenRefusal.None;
            }

            if (++tried == MaxKeysTried)
            {
                break;
            }
        }

        if (tried > 0)
        {
            return TokenRefusal.BadSignature;
        }

        return found ? TokenRefusal.AlgorithmNotAllowed : TokenRefusal.UnknownKey;
    }

    private static TokenRefusal CheckClaims(TokenClaims claims, TokenValidationRules rules, DateTimeOffset now)
    {
        if (claims.Issuer != rules.Issuer)
        {
            return TokenRefusal.UnknownIssuer;
        }

        if (rules.RequiresAudience && !claims.Audience.Any(audience => rules.Audiences.Contains(audience, StringComparer.Ordinal)))
        {
            return TokenRefusal.WrongAudience;
        }

        if (rules.Use is { } use && claims.Text("token_use") != use)
        {
            return TokenRefusal.WrongUse;
        }

        if (string.IsNullOrEmpty(claims.Subject))
        {
            return TokenRefusal.MissingSubject;
        }

        if (claims.ExpiresAt is not { } expiresAt)
        {
            return TokenRefusal.MissingExpiry;
        }

        // Counted from now: a token may name the last moment that there is, and nothing can be added to that.
        if (now - rules.Leeway >= expiresAt)
        {
            return TokenRefusal.Expired;
        }

        // Without the second part the leeway would open a token whose time ends before it begins.
        return claims.NotBefore > now + rules.Leeway || claims.NotBefore > expiresAt || claims.IssuedAt > now + rules.Leeway
            ? TokenRefusal.NotYetValid
            : TokenRefusal.None;
    }
}
