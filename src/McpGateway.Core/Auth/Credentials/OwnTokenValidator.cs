using McpGateway.Core.Auth.Signing;
using McpGateway.Core.Auth.Tokens;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Auth.Credentials;

/// <summary>Judges the tokens that <see cref="TokenIssuer"/> signed.</summary>
internal sealed class OwnTokenValidator(SigningKeyRing keys, RevokedTokens revoked, IOptions<AuthOptions> options, TimeProvider time)
    : IBearerValidator
{
    private readonly TokenRules _rules = new()
    {
        Issuer = options.Value.Issuer,
        Audiences = [options.Value.Audience],
        Leeway = TimeSpan.FromSeconds(options.Value.TokenLeewaySeconds),
        Types = [TokenIssuer.Type],
    };

    public bool Accepts(string issuer, JwsToken token) => issuer == _rules.Issuer && token.Algorithm == JwsAlgorithm.ES256;

    public ValueTask<BearerVerdict> ValidateAsync(JwsToken token, TokenClaims claims, CancellationToken cancellationToken) => new(Validate(token, claims));

    private BearerVerdict Validate(JwsToken token, TokenClaims claims)
    {
        var refusal = TokenVerifier.Verify(token, claims, keys.Current.VerificationKeys, _rules, time.GetUtcNow());
        if (refusal != TokenRefusal.None)
        {
            return refusal;
        }

        // Our own tokens always have these; one without them was not made by this product.
        if (claims is not { Id.Length: > 0, IssuedAt: { } issuedAt, ExpiresAt: { } expiresAt }
            || claims.Text("username") is not { Length: > 0 } userName
            || claims.Text("provider") is not { Length: > 0 } provider)
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
            Groups = claims.Texts("groups"),
            GrantedScopes = claims.Words("scope"),
            AuthMethod = "self_signed",
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
