using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Identity.Tokens;

namespace McpGateway.Tests.Identity;

/// <summary>Tokens that somebody made to get in. Each is refused, for the reason that the table names.</summary>
public sealed class ForgedTokenTests : IDisposable
{
    private readonly TokenForge _forge = new();

    public void Dispose() => _forge.Dispose();

    [Fact]
    public void Valid_IsAccepted() => Assert.Equal(TokenRefusal.None, _forge.Judge(_forge.Valid()));

    [Theory]
    [InlineData("iss", "\"other\"", "UnknownIssuer")]
    [InlineData("iss", "\"ISSUER\"", "UnknownIssuer")]
    [InlineData("iss", "\"issuer/\"", "UnknownIssuer")]
    [InlineData("iss", null, "UnknownIssuer")]
    [InlineData("iss", "[\"issuer\"]", "Malformed")]
    [InlineData("aud", "\"other\"", "WrongAudience")]
    [InlineData("aud", "\"audience2\"", "WrongAudience")]
    [InlineData("aud", "[]", "WrongAudience")]
    [InlineData("aud", "[\"other\",\"another\"]", "WrongAudience")]
    [InlineData("aud", null, "WrongAudience")]
    [InlineData("aud", "{\"audience\":1}", "Malformed")]
    [InlineData("aud", "[\"audience\",1]", "Malformed")]
    [InlineData("aud", "[\"audience\",null]", "Malformed")]
    [InlineData("aud", "[\"other\",\"audience\"]", "None")]
    [InlineData("exp", null, "MissingExpiry")]
    [InlineData("exp", "1893455969", "Expired")]
    [InlineData("exp", "1893455970", "Expired")]
    [InlineData("exp", "1893455971", "None")]
    [InlineData("exp", "0", "Expired")]
    [InlineData("exp", "-1", "Malformed")]
    [InlineData("exp", "\"1893459600\"", "Malformed")]
    [InlineData("exp", "null", "Malformed")]
    [InlineData("exp", "true", "Malformed")]
    [InlineData("exp", "1e400", "Malformed")]
    [InlineData("exp", "99999999999999999999", "Malformed")]
    [InlineData("exp", "1893459600.5", "None")]
    [InlineData("exp", "253402300799", "None")]
    [InlineData("exp", "253402300800", "Malformed")]
    [InlineData("azp", "0", "Malformed")]
    [InlineData("azp", "\"client\"", "None")]
    [InlineData("nbf", "1893456031", "NotYetValid")]
    [InlineData("nbf", "1893456030", "None")]
    [InlineData("nbf", "\"soon\"", "Malformed")]
    [InlineData("iat", "1893456031", "NotYetValid")]
    [InlineData("iat", null, "None")]
    [InlineData("sub", null, "MissingSubject")]
    [InlineData("sub", "\"\"", "MissingSubject")]
    [InlineData("sub", "42", "Malformed")]
    [InlineData("sub", "\"\\ud800\"", "Malformed")]
    [InlineData("token_use", "\"id\"", "WrongUse")]
    [InlineData("token_use", "\"refresh\"", "WrongUse")]
    [InlineData("token_use", null, "WrongUse")]
    [InlineData("token_use", "[\"access\"]", "WrongUse")]
    public void Claim_Changed_IsJudged(string name, string? json, string expected) =>
        Assert.Equal(expected, _forge.Judge(_forge.Sign(TokenForge.Header, TokenForge.Claims((name, json)))).ToString());

    [Theory]
    [InlineData("""{"alg":"none","kid":"key-1"}""", "AlgorithmNotAllowed")]
    [InlineData("""{"alg":"None","kid":"key-1"}""", "AlgorithmNotAllowed")]
    [InlineData("""{"alg":"nOnE","kid":"key-1"}""", "AlgorithmNotAllowed")]
    [InlineData("""{"alg":"","kid":"key-1"}""", "AlgorithmNotAllowed")]
    [InlineData("""{"alg":"es256","kid":"key-1"}""", "AlgorithmNotAllowed")]
    [InlineData("""{"alg":"ES256 ","kid":"key-1"}""", "AlgorithmNotAllowed")]
    [InlineData("""{"alg":"0","kid":"key-1"}""", "AlgorithmNotAllowed")]
    [InlineData("""{"alg":"EdDSA","kid":"key-1"}""", "AlgorithmNotAllowed")]
    [InlineData("""{"alg":"ES256K","kid":"key-1"}""", "AlgorithmNotAllowed")]
    [InlineData("""{"alg":"HS384","kid":"key-1"}""", "AlgorithmNotAllowed")]
    [InlineData("""{"alg":"HS256","kid":"key-1"}""", "AlgorithmNotAllowed")]
    [InlineData("""{"alg":"RS256","kid":"key-1"}""", "AlgorithmNotAllowed")]
    [InlineData("""{"alg":"PS256","kid":"key-1"}""", "AlgorithmNotAllowed")]
    [InlineData("""{"alg":"ES384","kid":"key-1"}""", "AlgorithmNotAllowed")]
    [InlineData("""{"alg":["ES256"],"kid":"key-1"}""", "Malformed")]
    [InlineData("""{"alg":null,"kid":"key-1"}""", "Malformed")]
    [InlineData("""{"kid":"key-1"}""", "AlgorithmNotAllowed")]
    [InlineData("""{"alg":"ES256"}""", "UnknownKey")]
    [InlineData("""{"alg":"ES256","kid":"key-2"}""", "UnknownKey")]
    [InlineData("""{"alg":"ES256","kid":"../../etc/passwd"}""", "UnknownKey")]
    [InlineData("""{"alg":"ES256","kid":1}""", "Malformed")]
    [InlineData("""{"alg":"ES256","kid":"key-1","crit":["exp"]}""", "CriticalHeader")]
    [InlineData("""{"alg":"ES256","kid":"key-1","crit":[]}""", "CriticalHeader")]
    [InlineData("""{"alg":"ES256","kid":"key-1","b64":false,"crit":["b64"]}""", "CriticalHeader")]
    [InlineData("""{"alg":"ES256","kid":"key-1","b64":true}""", "CriticalHeader")]
    [InlineData("""{"alg":"none","alg":"ES256","kid":"key-1"}""", "Malformed")]
    [InlineData("""{"alg":"ES256","\u0061lg":"none","kid":"key-1"}""", "Malformed")]
    [InlineData("""{"alg":"ES256","kid":"key-1","x5t":1}""", "Malformed")]
    [InlineData("""{"alg":"ES256","kid":"key-1","zip":[]}""", "Malformed")]
    [InlineData("""{"alg":"ES256","kid":"key-1","typ":"dpop+jwt"}""", "WrongType")]
    [InlineData("""{"alg":"ES256","kid":"key-1","typ":"JWE"}""", "WrongType")]
    [InlineData("""{"alg":"ES256","kid":"key-1","typ":"AT+JWT"}""", "None")]
    [InlineData("""{"alg":"ES256","kid":"key-1"} x""", "Malformed")]
    [InlineData("""["ES256"]""", "Malformed")]
    [InlineData("""{"alg":"ES256","kid":"key-1",}""", "Malformed")]
    [InlineData("""{"alg":"ES256",/* */"kid":"key-1"}""", "Malformed")]
    public void Header_Changed_IsJudged(string header, string expected) =>
        Assert.Equal(expected, _forge.Judge(_forge.Sign(header, TokenForge.Claims())).ToString());

    [Fact]
    public void Lifetime_EndsBeforeItBegins_IsRefusedAlsoWithinTheLeeway()
    {
        var now = TokenForge.Now.ToUnixTimeSeconds();

        Assert.Equal(TokenRefusal.NotYetValid, Judge(begins: now + 20, ends: now + 10));
        Assert.Equal(TokenRefusal.None, Judge(begins: now + 10, ends: now + 10));

        TokenRefusal Judge(long begins, long ends) =>
            _forge.Judge(_forge.Sign(TokenForge.Header, TokenForge.Claims(("nbf", $"{begins}"), ("exp", $"{ends}"))));
    }

    [Theory]
    [InlineData("""{"iss":"evil","iss":"issuer"}""")]
    [InlineData("""{"iss":"issuer","\u0069ss":"evil"}""")]
    [InlineData("""{"iss":"issuer","a":{"b":1,"b":2}}""")]
    [InlineData("""[]""")]
    [InlineData("""null""")]
    [InlineData("")]
    [InlineData("""{"iss":"issuer"}{"iss":"issuer"}""")]
    [InlineData("""{"a":[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]}""")]
    public void Payload_NotAnObjectOfUniqueMembers_IsMalformed(string payload) =>
        Assert.Equal(TokenRefusal.Malformed, _forge.Judge(_forge.Sign(TokenForge.Header, payload)));

    [Fact]
    public void Payload_InvalidUtf8_IsMalformed() => Assert.Equal(
        TokenRefusal.Malformed,
        _forge.Judge(_forge.SignParts(
            TokenForge.Encode(TokenForge.Header),
            Base64UrlText.Encode([(byte)'{', (byte)'"', 0xff, (byte)'"', (byte)':', (byte)'1', (byte)'}']))));

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("...")]
    [InlineData("a.b")]
    [InlineData("{valid}.")]
    [InlineData("{valid}.x")]
    [InlineData(" {valid}")]
    [InlineData("{valid} ")]
    [InlineData("{valid}\n")]
    [InlineData("{valid}=")]
    [InlineData("{valid}==")]
    [InlineData("\"{valid}\"")]
    public void Text_Malformed_IsRefused(string pattern) => Assert.Equal(
        TokenRefusal.Malformed, _forge.Judge(pattern.Replace("{valid}", _forge.Valid(), StringComparison.Ordinal)));

    [Fact]
    public void Text_TooLong_IsRefusedUnread() =>
        Assert.Equal(
            TokenRefusal.Malformed,
            _forge.Judge(_forge.Sign(TokenForge.Header, TokenForge.Claims(("pad", $"\"{new string('x', JwsToken.MaxLength)}\"")))));

    [Fact]
    public void Signature_LengthOrForm_MustBeExact()
    {
        var parts = _forge.Valid().Split('.');
        var signature = Base64UrlText.Decode(parts[2])!;
        var der = _forge.Pair.SignData(
            Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

        foreach (var forged in (byte[][])[
            der, signature[..63], [.. signature, 0], [0, .. signature], new byte[64], [.. signature[..32], .. new byte[32]],
            [.. new byte[32], .. signature[32..]], OfOrder(), []])
        {
            Assert.Equal(TokenRefusal.BadSignature, _forge.Judge($"{parts[0]}.{parts[1]}.{Base64UrlText.Encode(forged)}"));
        }

        // r and s equal to the order of the group: zero in disguise.
        static byte[] OfOrder()
        {
            var order = Convert.FromHexString("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551");
            return [.. order, .. order];
        }
    }

    [Fact]
    public void Signature_ByAnotherKey_IsRefused()
    {
        using var other = new TokenForge();

        Assert.Equal(TokenRefusal.BadSignature, _forge.Judge(other.Valid()));
    }

    [Fact]
    public void Signature_OverAnotherHash_IsRefused() => Assert.Equal(
        TokenRefusal.BadSignature,
        _forge.Judge(
            _forge.SignParts(TokenForge.Encode(TokenForge.Header), TokenForge.Encode(TokenForge.Claims()), HashAlgorithmName.SHA384)));

    [Fact]
    public void Hs256_WithThePublicKeyAsSecret_IsRefused()
    {
        var header = TokenForge.Encode("""{"alg":"HS256","kid":"key-1"}""");
        var input = $"{header}.{TokenForge.Encode(TokenForge.Claims())}";
        var point = _forge.Pair.ExportParameters(includePrivateParameters: false).Q;
        byte[][] secrets =
        [
            _forge.Pair.ExportSubjectPublicKeyInfo(),
            Encoding.ASCII.GetBytes(_forge.Pair.ExportSubjectPublicKeyInfoPem()),
            Encoding.ASCII.GetBytes(_forge.Pair.ExportSubjectPublicKeyInfoPem() + "\n"),
            [.. point.X!, .. point.Y!],
            [],
        ];

        foreach (var secret in secrets)
        {
            var token = $"{input}.{Base64UrlText.Encode(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(input)))}";
            Assert.Equal(TokenRefusal.AlgorithmNotAllowed, _forge.Judge(token));
        }
    }

    [Fact]
    public void KeyInTheHeader_IsIgnored()
    {
        using var other = new TokenForge();
        var point = other.Pair.ExportParameters(includePrivateParameters: false).Q;
        var jwk = $$"""{"kty":"EC","crv":"P-256","x":"{{Base64UrlText.Encode(point.X)}}","y":"{{Base64UrlText.Encode(point.Y)}}"}""";

        foreach (var extra in (string[])[
            $"\"jwk\":{jwk}", "\"jku\":\"http://127.0.0.1:1/keys\"", "\"x5u\":\"http://127.0.0.1:1/cert\"", "\"x5c\":[\"AAAA\"]"])
        {
            var header = TokenForge.Header[..^1] + "," + extra + "}";
            Assert.Equal(TokenRefusal.BadSignature, _forge.Judge(other.Sign(header, TokenForge.Claims())));
            Assert.Equal(TokenRefusal.None, _forge.Judge(_forge.Sign(header, TokenForge.Claims())));
        }
    }

    [Fact]
    public void Kid_OfASymmetricKey_DoesNotUnlockAnotherAlgorithm()
    {
        using var shared = new SymmetricVerificationKey("shared", new byte[32]);

        Assert.Equal(
            TokenRefusal.AlgorithmNotAllowed,
            TokenForge.Judge(_forge.Sign("""{"alg":"ES256","kid":"shared"}""", TokenForge.Claims()), [_forge.Key, shared]));
    }

    [Fact]
    public void AnyCharacterChanged_IsRefused()
    {
        var valid = _forge.Valid();
        var property = Prop.ForAll(
            Gen.Choose(0, valid.Length - 1)
                .SelectMany(_ => Gen.Choose(0, 127), (position, character) => (position, (char)character))
                .ToArbitrary(),
            change =>
            {
                var (position, character) = change;
                var mutated = string.Concat(valid.AsSpan(0, position), character.ToString(), valid.AsSpan(position + 1));
                return mutated == valid || _forge.Judge(mutated) != TokenRefusal.None;
            });

        Check(property, 3000);
    }

    [Fact]
    public void AnyBitChanged_InAnyPart_IsRefused()
    {
        var parts = _forge.Valid().Split('.').Select(part => Base64UrlText.Decode(part)!).ToArray();
        for (var part = 0; part < parts.Length; part++)
        {
            for (var bit = 0; bit < parts[part].Length * 8; bit++)
            {
                var mutated = parts.Select(bytes => bytes.ToArray()).ToArray();
                mutated[part][bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.NotEqual(TokenRefusal.None, _forge.Judge(string.Join('.', mutated.Select(bytes => Base64UrlText.Encode(bytes)))));
            }
        }
    }

    [Fact]
    public void AnyText_IsRefusedWithoutAnException() => Check(
        Prop.ForAll<string>(
            text => _forge.Judge(text ?? "") != TokenRefusal.None && _forge.Judge($"{text}.{text}.{text}") != TokenRefusal.None), 2000);

    private static void Check(Property property, int tests) =>
        property.Check(Config.QuickThrowOnFailure.WithMaxTest(tests));
}
