using System.Runtime.CompilerServices;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace McpGateway.Tests.Identity.Differential;

/// <summary>What Microsoft.IdentityModel says of a token, with everything switched on that it can check.</summary>
internal sealed class TokenOracle(string ownKeys, string providerKeys, string providerIssuer, TimeProvider time, TimeSpan leeway)
{
    private static readonly string[] PublicAlgorithms = ["ES256", "ES384", "ES512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512"];

    private readonly JsonWebTokenHandler _handler = new();
    private readonly JsonWebKeySet _own = new(ownKeys);
    private readonly JsonWebKeySet _provider = new(providerKeys);

    /// <returns>Null when the token is accepted, or else why not.</returns>
    public async Task<string?> RefusalAsync(TokenFamily family, string token)
    {
        try
        {
            var result = await _handler.ValidateTokenAsync(token, ParametersFor(family));

            // Claims are read late; a token whose claims cannot be read is not accepted by anybody who uses the library.
            return !result.IsValid ? result.Exception?.Message ?? "not valid"
                : result.ClaimsIdentity.Claims.Any() ? null
                : "without claims";
        }
#pragma warning disable CA1031 // However the library fails, it did not accept the token.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return failure.Message;
        }
    }

    private TokenValidationParameters ParametersFor(TokenFamily family)
    {
        var isOwn = family is TokenFamily.Vended or TokenFamily.OAuth;
        var parameters = new TokenValidationParameters
        {
            ValidateIssuer = true,
            ValidIssuer =
                family switch { TokenFamily.Vended => "mcp-auth-server", TokenFamily.OAuth => TokenMint.Origin, _ => providerIssuer },
            ValidateAudience = true,
            ValidAudiences = family switch
            {
                TokenFamily.Vended => ["mcp-registry"],

                // The server may be named by any of its addresses, or the whole gateway.
                TokenFamily.OAuth => [TokenMint.Resource, TokenMint.Origin + "/currenttime", TokenMint.Origin],
                _ => [TokenMint.ProviderAudience],
            },
            IgnoreTrailingSlashWhenValidatingAudience = family == TokenFamily.OAuth,
            RequireAudience = true,
            ValidateLifetime = true,
            RequireExpirationTime = true,
            ClockSkew = leeway,
            ValidateIssuerSigningKey = true,
            RequireSignedTokens = true,
            IssuerSigningKeys = (isOwn ? _own : _provider).GetSigningKeys(),
            TryAllIssuerSigningKeys = !isOwn,
            ValidAlgorithms = isOwn ? ["ES256"] : PublicAlgorithms,

            // An absent type cannot be listed, so the list is compared here.
            TypeValidator = (type, _, _) => (isOwn ? type is "at+jwt" : type is null or "" or "JWT" or "at+jwt" or "application/at+jwt")
                ? type
                : throw new SecurityTokenInvalidTypeException("wrong type"),
        };
        SetClock(parameters, time);
        return parameters;
    }

    // Not public, and without it nothing could be said about the second at which a token expires.
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_TimeProvider")]
    private static extern void SetClock(TokenValidationParameters parameters, TimeProvider time);
}
