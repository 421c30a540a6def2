using System.Security.Cryptography;
using System.Text;
using McpGateway.Foundation.Http;
using McpGateway.Identity.Tokens;

namespace McpGateway.Fuzz.Targets;

/// <summary>Tokens: nothing is taken apart that is not canonical, and nobody's changes pass for signed.</summary>
internal sealed class JwtTarget : FuzzTarget
{
    private static readonly VerificationKey[] Keys = [MakeKey()];

    public override string Name => "jwt";

    public override IReadOnlyList<string> Words { get; } =
    [
        ".", "eyJhbGciOiJFUzI1NiJ9", "eyJhbGciOiJub25lIn0", "{\"alg\":\"ES256\"}", "\"exp\":1", "\"exp\":1e300", "\"aud\":[\"a\"]",
        "\"iss\":\"i\"",
        "\"crit\":[]", "\"kid\":\"k\"", "{}", "e30", "AA",
    ];

    public override int Run(byte[] input)
    {
        var text = Encoding.Latin1.GetString(input);
        var refusal = JwsToken.Parse(text, out var token);
        Require(refusal == TokenRefusal.None == token is not null, "a token or a reason");
        var claims = TokenClaims.Parse(input);
        if (claims is not null)
        {
            CheckClaims(claims);
        }

        if (token is null)
        {
            return HashCode.Combine(refusal, claims is null, claims?.Audience.Count, claims?.ExpiresAt is null);
        }

        var rebuilt = Encoding.ASCII.GetString(token.SigningInput.Span) + "." + Base64UrlText.Encode(token.Signature.Span);
        Require(rebuilt == text, "one token has one spelling");
        Require(TokenVerifier.VerifySignature(token, Keys, requiresKeyId: false) != TokenRefusal.None, "nobody signed it");
        return HashCode.Combine(token.Algorithm, token.KeyId is null, token.Type is null, TokenClaims.Parse(token.Payload) is null);
    }

    private static void CheckClaims(TokenClaims claims)
    {
        Require(claims.ExpiresAt is null || claims.ExpiresAt.Value.Year <= 9999, "a date is a date");
        Require(claims.Audience.All(static audience => audience is not null), "an audience is a text");
        _ = claims.Words("scope").Count + claims.Texts("groups").Count + (claims.Text("email")?.Length ?? 0);
    }

    private static EcVerificationKey MakeKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = key.ExportParameters(false).Q;
        return EcVerificationKey.Create("k", JwsAlgorithm.ES256, point.X!, point.Y!);
    }
}

/// <summary>Base64url: one text per value.</summary>
internal sealed class Base64UrlTarget : FuzzTarget
{
    public override string Name => "base64url";

    public override IReadOnlyList<string> Words { get; } = ["A", "-", "_", "=", "+", "/", " ", "\n", "QQ", "AAAA"];

    public override int Run(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        var decoded = Base64UrlText.Decode(text);
        Require(decoded is null || Base64UrlText.Encode(decoded) == text, "only the canonical text is read");
        var encoded = Base64UrlText.Encode(input);
        Require(Base64UrlText.Decode(encoded)?.AsSpan().SequenceEqual(input) == true, "what is encoded is read");
        return HashCode.Combine(decoded is null, text.Length % 4);
    }
}

/// <summary>Published keys: usable or refused, never an exception.</summary>
internal sealed class JwkTarget : FuzzTarget
{
    public override string Name => "jwk";

    public override IReadOnlyList<string> Words { get; } =
    [
        "\"kty\":\"EC\"", "\"kty\":\"RSA\"", "\"kty\":\"oct\"", "\"crv\":\"P-256\"", "\"crv\":\"P-384\"", "\"alg\":\"RS256\"",
        "\"use\":\"enc\"",
        "\"key_ops\":[\"verify\"]", "\"x\":\"AA\"", "\"n\":\"AA\"", "\"e\":\"AQAB\"", "\"e\":\"AA\"", "\"kid\":\"k\"",
    ];

    public override int Run(byte[] input)
    {
        if (StrictJson.ReadObject(input) is not { } json)
        {
            return 0;
        }

        var read = JwkReader.Read(json);
        Require(read.IsSuccess || read.Error.Detail.Length > 0, "a key or a reason");
        return HashCode.Combine(read.IsSuccess, read.Error?.Detail);
    }
}
