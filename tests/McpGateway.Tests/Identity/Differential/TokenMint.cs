using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using McpGateway.Identity.Signing;
using McpGateway.Identity.Tokens;

namespace McpGateway.Tests.Identity.Differential;

/// <summary>Makes tokens by recipes, with the gateway's own signing key and the keys of an identity provider.</summary>
internal sealed class TokenMint(SigningKey own, string providerIssuer, DateTimeOffset now) : IDisposable
{
    public const string Origin = "https://gateway.example";
    public const string Resource = Origin + "/currenttime/mcp";
    public const string ProviderAudience = "mcp";

    private static readonly byte[] Order = Convert.FromHexString("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551");

    private readonly ECDsa _providerEc = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly RSA _providerRsa = RSA.Create(2048);
    private readonly ECDsa _otherEc = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly RSA _otherRsa = RSA.Create(2048);

    /// <summary>The provider's key set.</summary>
    public string ProviderKeys()
    {
        var point = _providerEc.ExportParameters(includePrivateParameters: false).Q;
        var rsa = _providerRsa.ExportParameters(includePrivateParameters: false);
        return $$"""
            {"keys":[
            {"kty":"EC","crv":"P-256","use":"sig","kid":"ec","x":"{{Base64UrlText.Encode(point.X)}}",
             "y":"{{Base64UrlText.Encode(point.Y)}}"},
            {"kty":"RSA","use":"sig","kid":"rsa","n":"{{Base64UrlText.Encode(rsa.Modulus)}}","e":"{{Base64UrlText.Encode(rsa.Exponent)}}"}]}
            """;
    }

    public string Make(TokenRecipe recipe)
    {
        var header = TokenTexts.Write(HeaderOf(recipe.Family), recipe.Header, recipe.HeaderForm);
        var payload = TokenTexts.Write(ClaimsOf(recipe.Family), recipe.Claims, recipe.PayloadForm);
        var input = $"{TokenTexts.Encode(header, recipe.Encoding)}.{TokenTexts.Encode(payload, recipe.Encoding)}";
        var signature = Sign(recipe, Encoding.UTF8.GetBytes(input), header);
        return recipe.Text.Aggregate($"{input}.{Base64UrlText.Encode(signature)}", TokenTexts.Apply);
    }

    public void Dispose()
    {
        _providerEc.Dispose();
        _providerRsa.Dispose();
        _otherEc.Dispose();
        _otherRsa.Dispose();
    }

    private static bool IsProvider(TokenFamily family) => family is TokenFamily.ProviderEc or TokenFamily.ProviderRsa;

    private MemberEdit[] HeaderOf(TokenFamily family) =>
    [
        new("alg", family == TokenFamily.ProviderRsa ? "\"RS256\"" : "\"ES256\""),
        new("typ", IsProvider(family) ? "\"JWT\"" : "\"at+jwt\""),
        new("kid", family switch { TokenFamily.ProviderEc => "\"ec\"", TokenFamily.ProviderRsa => "\"rsa\"", _ => $"\"{own.KeyId}\"" }),
    ];

    private List<MemberEdit> ClaimsOf(TokenFamily family)
    {
        var (issuer, audience) = family switch
        {
            TokenFamily.Vended => ("mcp-auth-server", "mcp-registry"),
            TokenFamily.OAuth => (Origin, Resource),
            _ => (providerIssuer, ProviderAudience),
        };
        List<MemberEdit> claims =
        [
            new("iss", $"\"{issuer}\""),
            new("aud", $"\"{audience}\""),
            new("sub", "\"local:bob\""),
            new("iat", $"{now.ToUnixTimeSeconds()}"),
            new("exp", $"{now.ToUnixTimeSeconds() + 3600}"),
            new("jti", "\"id-1\""),
            new("groups", "[\"staff\"]"),
        ];
        if (!IsProvider(family))
        {
            claims.AddRange(
                [new(
                    "username",
                    "\"bob\""), new(
                        "scope",
                        "\"readers\""), new("token_use", "\"access\""), new("provider", "\"local\""), new("client_id", "\"client\"")]);
        }

        return claims;
    }

    private byte[] Sign(TokenRecipe recipe, byte[] input, byte[] header)
    {
        var signature = recipe.Signature == SignatureForm.AsTheHeaderSays
            ? SignAs(AlgorithmOf(header), recipe.Family, input)
            : SignRightly(recipe.Family, input);
        return recipe.Signature switch
        {
            SignatureForm.ByAnotherKey =>
                recipe.Family == TokenFamily.ProviderRsa ? SignRsa(_otherRsa, input) : _otherEc.SignData(input, HashAlgorithmName.SHA256),
            SignatureForm.OverAnotherHash => SignRightly(recipe.Family, SHA384.HashData(input)),
            SignatureForm.Der => ToDer(signature),
            SignatureForm.ZeroR => [.. new byte[32], .. signature[32..]],
            SignatureForm.ZeroS => [.. signature[..32], .. new byte[signature.Length - 32]],
            SignatureForm.Zero => new byte[signature.Length],
            SignatureForm.OrderOfTheGroup => [.. Order, .. Order],
            SignatureForm.OtherS => [.. signature[..32], .. OtherS(signature[32..])],
            SignatureForm.Shortened => signature[..^1],
            SignatureForm.LeadingZero => [0, .. signature],
            SignatureForm.TrailingZero => [.. signature, 0],
            SignatureForm.Empty => [],
            _ => signature,
        };
    }

    private byte[] SignRightly(TokenFamily family, byte[] input) => family switch
    {
        TokenFamily.ProviderEc => _providerEc.SignData(input, HashAlgorithmName.SHA256),
        TokenFamily.ProviderRsa => SignRsa(_providerRsa, input),
        _ => own.Sign(input),
    };

    private byte[] SignAs(string algorithm, TokenFamily family, byte[] input)
    {
        var hash = algorithm.Length > 3 && algorithm[2..] is "384" or "512"
            ? new HashAlgorithmName("SHA" + algorithm[2..])
            : HashAlgorithmName.SHA256;
        return algorithm.ToUpperInvariant() switch
        {
            "NONE" or "" => [],
            "HS256" or "HS384" or "HS512" => HMACSHA256.HashData(PublicKey(family), input),
            "RS256" or "RS384" or "RS512" => _providerRsa.SignData(input, hash, RSASignaturePadding.Pkcs1),
            "PS256" or "PS384" or "PS512" => _providerRsa.SignData(input, hash, RSASignaturePadding.Pss),
            "ES384" or "ES512" => _providerEc.SignData(input, hash),
            _ => SignRightly(family, input),
        };
    }

    private byte[] PublicKey(TokenFamily family) => family switch
    {
        TokenFamily.ProviderEc => _providerEc.ExportSubjectPublicKeyInfo(),
        TokenFamily.ProviderRsa => _providerRsa.ExportSubjectPublicKeyInfo(),
        _ => [.. Base64UrlText.Decode(own.X)!, .. Base64UrlText.Decode(own.Y)!],
    };

    private static string AlgorithmOf(byte[] header)
    {
        try
        {
            using var json = JsonDocument.Parse(header);
            return json.RootElement.TryGetProperty("alg", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString()! : "";
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return "unreadable";
        }
    }

    private static byte[] SignRsa(RSA key, byte[] input) => key.SignData(input, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    private static byte[] ToDer(byte[] signature)
    {
        var writer = new System.Formats.Asn1.AsnWriter(System.Formats.Asn1.AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(new BigInteger(signature.AsSpan(0, 32), isUnsigned: true, isBigEndian: true));
            writer.WriteInteger(new BigInteger(signature.AsSpan(32), isUnsigned: true, isBigEndian: true));
        }

        return writer.Encode();
    }

    /// <summary>The second value of s that belongs to the same r: a signature of the same message by the same key.</summary>
    private static byte[] OtherS(byte[] s)
    {
        if (s.Length != 32)
        {
            return s;
        }

        var other = (new BigInteger(Order, isUnsigned: true, isBigEndian: true) - new BigInteger(s, isUnsigned: true, isBigEndian: true))
            .ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[32 - other.Length], .. other];
    }
}
