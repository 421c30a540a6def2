using McpGateway.Identity.Signing;
using McpGateway.Identity.Tokens;
using Microsoft.Extensions.Options;

namespace McpGateway.Identity.Credentials;

/// <summary>What is checked of every token that <see cref="TokenIssuer"/> signed, whoever had it signed.</summary>
public sealed class OwnTokenChecks(SigningKeyRing keys, RevokedTokens revoked, IOptions<AuthOptions> options, TimeProvider time)
{
    /// <summary>Signature and registered claims.</summary>
    /// <param name="issuer">The only accepted issuer.</param>
    /// <param name="audiences">One of them must be among the token's audiences.</param>
    public TokenRefusal Verify(JwsToken token, TokenClaims claims, string issuer, IReadOnlyList<string> audiences)
    {
        var rules = new TokenValidationRules
        {
            Issuer = issuer,
            Audiences = audiences,
            Leeway = TimeSpan.FromSeconds(options.Value.TokenLeewaySeconds),
            Types = [TokenIssuer.Type],
        };
        return TokenVerifier.Verify(token, claims, keys.Current.VerificationKeys, rules, time.GetUtcNow());
    }

    /// <summary>Who holds a token that was verified, unless it was revoked.</summary>
    public BearerVerdict Identify(TokenClaims claims, string authMethod)
    {
        // Our own tokens always have these; one without them was not made by this product.
        if (claims is not { Id.Length: > 0, IssuedAt: { } issuedAt, ExpiresAt: { } expiresAt }
            || claims.Text("username") is not { Length: > 0 } userName
            || claims.Text("provider") is not { Length: > 0 } provider
            || claims.Names("groups", claims.Texts) is not { } groups
            || claims.Names("scope", claims.Words) is not { } scopes)
        {
            return TokenRefusal.Malformed;
        }

        var ancestors = claims.Texts("ancestors");
        if (revoked.Contains(claims.Id) || ancestors.Any(revoked.Contains))
        {
            return TokenRefusal.Revoked;
        }

        return new CredentialIdentity
        {
            Subject = claims.Subject!,
            UserName = userName,
            Groups = groups,
            GrantedScopes = scopes,
            AuthMethod = authMethod,
            Provider = provider,
            ClientId = claims.Text("client_id") ?? "",
            Email = claims.Text("email"),
            IssuedAt = issuedAt,
            ExpiresAt = expiresAt,
            TokenId = claims.Id,
            Ancestors = ancestors,
        };
    }
}
