using McpGateway.Identity.Signing;
using McpGateway.Identity.Tokens;
using Microsoft.Extensions.Options;

namespace McpGateway.Identity.Credentials;

/// <summary>Judges vended tokens: those that <see cref="TokenIssuer"/> signed for the configured issuer.</summary>
internal sealed class OwnTokenValidator(OwnTokenChecks checks, IOptions<AuthOptions> options) : IBearerValidator
{
    private readonly string _issuer = options.Value.Issuer;
    private readonly string[] _audiences = [options.Value.Audience];

    public bool Accepts(string issuer, JwsToken token) => issuer == _issuer && token.Algorithm == JwsAlgorithm.ES256;

    public ValueTask<BearerVerdict> ValidateAsync(JwsToken token, TokenClaims claims, CancellationToken cancellationToken)
    {
        var refusal = checks.Verify(token, claims, _issuer, _audiences);
        return new(refusal == TokenRefusal.None ? checks.Identify(claims, "self_signed") : refusal);
    }
}
