using System.Security.Cryptography;
using System.Text;
using McpGateway.Foundation;
using McpGateway.Identity.Tokens;
using Microsoft.Extensions.Options;

namespace McpGateway.Identity.Providers;

/// <summary>Verifies an id_token that came with a code (OpenID Connect Core 1.0 §3.1.3.7).</summary>
internal sealed class IdTokenVerifier(IOptions<AuthOptions> options, TimeProvider time)
{
    public async Task<Result<TokenClaims>> VerifyAsync(
        ProviderConnection connection, string idToken, string accessToken, string nonce, CancellationToken cancellationToken)
    {
        var provider = connection.Definition;
        var refusal = JwsToken.Parse(idToken, out var token);
        if (refusal != TokenRefusal.None)
        {
            return Refuse(TokenRefusals.Describe(refusal));
        }

        if (TokenClaims.Parse(token!.Payload) is not { } claims || !provider.Issuers.Contains(claims.Issuer))
        {
            return Refuse(TokenRefusals.Describe(TokenRefusal.UnknownIssuer));
        }

        var rules = new TokenValidationRules
        {
            Issuer = claims.Issuer!,
            Audiences = [provider.ClientId],
            Leeway = TimeSpan.FromSeconds(options.Value.TokenLeewaySeconds),
            Types = [null, "JWT"],
            Use = provider.Kind == ProviderKind.Cognito ? "id" : null,
            RequiresKeyId = false,
        };
        var verdict = await connection.CheckAsync(token, claims, rules, time.GetUtcNow(), cancellationToken);
        if (verdict.Refusal != TokenRefusal.None)
        {
            return Refuse(TokenRefusals.Describe(verdict.Refusal));
        }

        return ProblemOf(claims, token, provider, accessToken, nonce) is { } problem ? Refuse(problem) : claims;
    }

    private static string? ProblemOf(TokenClaims claims, JwsToken token, ProviderDefinition provider, string accessToken, string nonce)
    {
        if (claims.Text("nonce") is not { } stated
            || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(stated), Encoding.UTF8.GetBytes(nonce)))
        {
            return "The token belongs to another sign-in";
        }

        if (claims.IssuedAt is null)
        {
            return "The token does not say when it was issued";
        }

        var party = claims.Text("azp");
        if ((party is not null && party != provider.ClientId) || (claims.Audience.Count > 1 && party is null))
        {
            return "The token was issued to another client";
        }

        return claims.All.TryGetProperty("at_hash", out _) && claims.Text("at_hash") != HashOf(token.Algorithm, accessToken)
            ? "The token belongs to another access token"
            : null;
    }

    /// <summary>§3.1.3.6: the left half of the hash that belongs to the token's algorithm.</summary>
    private static string HashOf(JwsAlgorithm algorithm, string accessToken)
    {
        var hash = CryptographicOperations.HashData(JwsAlgorithms.HashOf(algorithm), Encoding.ASCII.GetBytes(accessToken));
        return Base64UrlText.Encode(hash.AsSpan(0, hash.Length / 2));
    }

    private static Error Refuse(string reason) => new(ErrorKind.Unauthenticated, reason);
}
