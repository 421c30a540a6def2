using McpGateway.Core.Auth.Credentials;
using McpGateway.Core.Auth.Http;
using McpGateway.Core.Auth.Signing;
using McpGateway.Core.Auth.Tokens;
using McpGateway.Core.Foundation.Http;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Auth.AuthorizationServer;

/// <summary>Judges the access tokens of this authorization server. Where they may be used is judged at each use, see <see cref="TokenResources"/>.</summary>
internal sealed class AccessTokenValidator(
    SigningKeyRing keys, RevokedTokens revoked, PublicOrigin origin, IOptions<AuthOptions> options, TimeProvider time) : IBearerValidator
{
    public bool Accepts(string issuer, JwsToken token) =>
        token.Algorithm == JwsAlgorithm.ES256
        && token.KeyId is { } keyId
        && issuer != options.Value.Issuer
        && (origin.Configured is { } configured
            ? issuer == configured

            // Without a configured origin our tokens are known by their key; no foreign one can have the id of ours and verify.
            : IsOrigin(issuer) && keys.Current.VerificationKeys.Any(key => key.KeyId == keyId));

    public ValueTask<BearerVerdict> ValidateAsync(JwsToken token, TokenClaims claims, CancellationToken cancellationToken) => new(Validate(token, claims));

    private BearerVerdict Validate(JwsToken token, TokenClaims claims)
    {
        var rules = new TokenRules
        {
            Issuer = claims.Issuer!,
            Audiences = claims.Audience,
            Leeway = TimeSpan.FromSeconds(options.Value.TokenLeewaySeconds),
            Types = [TokenIssuer.Type],
        };

        var refusal = TokenVerifier.Verify(token, claims, keys.Current.VerificationKeys, rules, time.GetUtcNow());
        if (refusal != TokenRefusal.None)
        {
            return refusal;
        }

        if (TokenResources.Parse(claims.Issuer!, claims.Audience) is not { } resources)
        {
            return TokenRefusal.WrongAudience;
        }

        if (claims is not { Id.Length: > 0, IssuedAt: { } issuedAt, ExpiresAt: { } expiresAt }
            || claims.Text("username") is not { Length: > 0 } userName
            || claims.Text("provider") is not { Length: > 0 } provider
            || claims.Text("client_id") is not { Length: > 0 } clientId)
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
            GrantedScopes = OAuthScopes.Narrowing(claims.Words("scope")),
            Resources = resources,
            AuthMethod = "oauth2",
            Provider = provider,
            ClientId = clientId,
            Email = claims.Text("email"),
            IssuedAt = issuedAt,
            ExpiresAt = expiresAt,
            TokenId = claims.Id,
            Ancestors = ancestors,
        };
    }

    private static bool IsOrigin(string issuer) =>
        Uri.TryCreate(issuer, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.GetLeftPart(UriPartial.Authority) == issuer;
}
