using McpGateway.Foundation.Http;
using McpGateway.Identity;
using McpGateway.Identity.Credentials;
using McpGateway.Identity.Signing;
using McpGateway.Identity.Tokens;
using Microsoft.Extensions.Options;

namespace McpGateway.AuthorizationServer.Grants;

/// <summary>
/// Judges the access tokens of this authorization server. Where they may be used is judged at each use, see <see cref="TokenResources"/>.
/// </summary>
internal sealed class AccessTokenValidator(
    OwnTokenChecks checks, SigningKeyRing keys, PublicOrigin origin, IOptions<AuthOptions> options) : IBearerValidator
{
    public bool Accepts(string issuer, JwsToken token) =>
        token.Algorithm == JwsAlgorithm.ES256
        && token.KeyId is { } keyId
        && issuer != options.Value.Issuer
        && (origin.Configured is { } configured
            ? issuer == configured

            // Without a configured origin our tokens are known by their key; no foreign one can have the id of ours and verify.
            : IsOrigin(issuer) && keys.Current.VerificationKeys.Any(key => key.KeyId == keyId));

    public ValueTask<BearerVerdict> ValidateAsync(JwsToken token, TokenClaims claims, CancellationToken cancellationToken) =>
        new(Validate(token, claims));

    private BearerVerdict Validate(JwsToken token, TokenClaims claims)
    {
        var refusal = checks.Verify(token, claims, claims.Issuer!, claims.Audience);
        if (refusal != TokenRefusal.None)
        {
            return refusal;
        }

        if (TokenResources.Parse(claims.Issuer!, claims.Audience) is not { } resources)
        {
            return TokenRefusal.WrongAudience;
        }

        if (string.IsNullOrEmpty(claims.Text("client_id")))
        {
            return TokenRefusal.Malformed;
        }

        var verdict = checks.Identify(claims, "oauth2");
        return verdict.Identity is { } identity
            ? identity with { GrantedScopes = OAuthScopes.Narrowing(identity.GrantedScopes!), Resources = resources }
            : verdict;
    }

    private static bool IsOrigin(string issuer) =>
        Uri.TryCreate(issuer, UriKind.Absolute, out var uri)
            && uri.Scheme is "http" or "https"
            && uri.GetLeftPart(UriPartial.Authority) == issuer;
}
