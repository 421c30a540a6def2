using System.Text;
using McpGateway.Identity.Tokens;
using Microsoft.Extensions.Options;

namespace McpGateway.Identity.Credentials;

/// <summary>
/// Judges HS256 tokens of another implementation that shares <c>SECRET_KEY</c>. Only when switched on; without a <c>jti</c> such a token
/// cannot be revoked before it expires.
/// </summary>
internal sealed class SharedSecretValidator : IBearerValidator, IDisposable
{
    private const string SharedIssuer = "mcp-auth-server";
    private const string SharedAudience = "mcp-registry";

    // Users of the other implementation are not our local accounts, even where they bear the same names.
    private const string Provider = "shared";

    private readonly SymmetricVerificationKey? _key;
    private readonly TokenValidationRules _rules;
    private readonly RevokedTokens _revoked;
    private readonly TimeProvider _time;

    public SharedSecretValidator(RevokedTokens revoked, IOptions<AuthOptions> options, TimeProvider time)
    {
        (_revoked, _time) = (revoked, time);
        if (options.Value is { AcceptSharedSecretTokens: true, SecretKey: { } secret })
        {
            _key = new(keyId: null, Encoding.UTF8.GetBytes(secret));
        }

        _rules = new()
        {
            Issuer = SharedIssuer,
            Audiences = [SharedAudience],
            Leeway = TimeSpan.FromSeconds(options.Value.TokenLeewaySeconds),
            Types = [null, "JWT"],
            RequiresKeyId = false,
        };
    }

    public bool Accepts(string issuer, JwsToken token) =>
        _key is not null && issuer == SharedIssuer && token.Algorithm == JwsAlgorithm.HS256;

    public ValueTask<BearerVerdict> ValidateAsync(JwsToken token, TokenClaims claims, CancellationToken cancellationToken) =>
        new(Validate(token, claims));

    public void Dispose() => _key?.Dispose();

    private BearerVerdict Validate(JwsToken token, TokenClaims claims)
    {
        var refusal = TokenVerifier.Verify(token, claims, _key is null ? [] : [_key], _rules, _time.GetUtcNow());
        if (refusal != TokenRefusal.None)
        {
            return refusal;
        }

        if (claims is not { IssuedAt: { } issuedAt, ExpiresAt: { } expiresAt })
        {
            return TokenRefusal.Malformed;
        }

        if (claims.Id is { } id && _revoked.Contains(id))
        {
            return TokenRefusal.Revoked;
        }

        return new CredentialIdentity
        {
            Subject = $"{Provider}:{claims.Subject}",
            UserName = claims.Subject!,
            Groups = claims.Texts("groups"),
            GrantedScopes = claims.Words("scope"),
            AuthMethod = "self_signed",
            Provider = Provider,
            ClientId = claims.Text("client_id") ?? "user-generated",
            Email = claims.Text("email"),
            IssuedAt = issuedAt,
            ExpiresAt = expiresAt,
            TokenId = claims.Id,
        };
    }
}
