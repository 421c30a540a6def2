using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Identity.Tokens;

namespace McpGateway.Tests.Identity.Tokens;

public sealed class JwkReaderTests
{
    [Theory]
    [InlineData("nistP256", "P-256", "ES256")]
    [InlineData("nistP384", "P-384", "ES384")]
    [InlineData("nistP521", "P-521", "ES512")]
    public void Read_EcKey_VerifiesTheAlgorithmOfItsCurveAndNoOther(string curve, string name, string algorithm)
    {
        using var pair = ECDsa.Create(ECCurve.CreateFromFriendlyName(curve));
        var expected = Enum.Parse<JwsAlgorithm>(algorithm);
        var data = "signed"u8.ToArray();
        var signature = pair.SignData(data, JwsAlgorithms.HashOf(expected), DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        foreach (var stated in (string?[])[null, algorithm])
        {
            using var key = Read(EcJwk(pair, name, stated));

            Assert.Equal("k", key.KeyId);
            Assert.True(key.Verify(expected, data, signature));
            Assert.False(key.Verify(expected, "forged"u8, signature));
            foreach (var other in Enum.GetValues<JwsAlgorithm>().Where(one => one != expected))
            {
                Assert.False(key.Supports(other));
                Assert.False(key.Verify(other, data, signature));
            }
        }
    }

    [Theory]
    [InlineData("ES256", "P-384")]
    [InlineData("ES384", "P-256")]
    [InlineData("ES512", "P-384")]
    [InlineData("RS256", "P-384")]
    public void Read_EcKeyForAnotherAlgorithm_IsRefused(string algorithm, string curve)
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP384);

        Assert.Contains("curve", Problem(EcJwk(pair, curve, algorithm)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("y")]
    public void Read_EcKeyWithoutACoordinate_OrWithOneOfTheWrongLength_IsRefused(string member)
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var jwk = Members(EcJwk(pair, "P-256", null));
        var proper = jwk[member];

        Assert.Contains("coordinates", Problem(Without(jwk, member)), StringComparison.Ordinal);
        jwk[member] = "not base64";
        Assert.Contains("coordinates", Problem(jwk), StringComparison.Ordinal);
        jwk[member] = 7;
        Assert.Contains("coordinates", Problem(jwk), StringComparison.Ordinal);
        jwk[member] = Base64UrlText.Encode([0, .. Base64UrlText.Decode((string)proper!)!]);
        Assert.EndsWith("A coordinate of the key has the wrong length for its curve.", Problem(jwk), StringComparison.Ordinal);
        jwk[member] = null;
        Assert.Contains("coordinates", Problem(jwk), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2047, false)]
    [InlineData(2048, true)]
    [InlineData(8192, true)]
    [InlineData(8193, false)]
    public void Read_RsaModulus_IsBoundedBySize(int bits, bool isAccepted)
    {
        var modulus = new byte[(bits + 7) / 8];
        modulus[0] = (byte)(1 << ((bits - 1) % 8));
        modulus[^1] |= 1;

        Assert.Equal(isAccepted, JwkReader.Read(Json(RsaJwk(modulus, [1, 0, 1]))).IsSuccess);
    }

    [Theory]
    [InlineData("010001", true)]
    [InlineData("0000000000010001", true)]
    [InlineData("000000000000010001", false)]
    [InlineData("00FFFF", false)]
    [InlineData("010000", false)]
    [InlineData("010002", false)]
    [InlineData("010003", true)]
    [InlineData("800001", true)]
    [InlineData("03", false)]
    [InlineData("", false)]
    public void Read_RsaExponent_IsOddAndAtLeast65537(string hex, bool isAccepted)
    {
        var modulus = new byte[256];
        modulus[0] = 0x80;
        modulus[^1] = 1;

        Assert.Equal(isAccepted, JwkReader.Read(Json(RsaJwk(modulus, Convert.FromHexString(hex)))).IsSuccess);
    }

    [Theory]
    [InlineData("n")]
    [InlineData("e")]
    public void Read_RsaKeyWithoutAPart_IsRefused(string member)
    {
        var jwk = Members(RsaJwk(new byte[256], [1, 0, 1]));

        Assert.Contains("modulus or exponent", Problem(Without(jwk, member)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("use", "\"sig\"", true)]
    [InlineData("use", "\"enc\"", false)]
    [InlineData("use", "\"\"", false)]
    [InlineData("use", "1", false)]
    [InlineData("key_ops", "[\"verify\"]", true)]
    [InlineData("key_ops", "[\"sign\",\"verify\"]", true)]
    [InlineData("key_ops", "[\"sign\"]", false)]
    [InlineData("key_ops", "[]", true)]
    [InlineData("key_ops", "[1]", false)]
    [InlineData("alg", "\"ES256\"", true)]
    [InlineData("alg", "\"es256\"", false)]
    [InlineData("alg", "\"none\"", false)]
    [InlineData("alg", "null", false)]
    [InlineData("kid", "5", false)]
    [InlineData("kid", "\"other\"", true)]
    [InlineData("kty", "\"oct\"", false)]
    [InlineData("kty", "[\"EC\"]", false)]
    [InlineData("crv", "\"P256\"", false)]
    [InlineData("crv", "[]", false)]
    [InlineData("unknown", "{}", true)]
    public void Read_Member_IsJudged(string member, string json, bool isAccepted)
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var jwk = Members(EcJwk(pair, "P-256", null));
        jwk[member] = JsonDocument.Parse(json).RootElement;

        Assert.Equal(isAccepted, JwkReader.Read(JsonSerializer.SerializeToElement(jwk)).IsSuccess);
    }

    [Theory]
    [InlineData(31, false)]
    [InlineData(32, true)]
    public void SymmetricKey_Secret_HasAtLeastTheLengthOfTheHash(int bytes, bool isAccepted)
    {
        if (!isAccepted)
        {
            Assert.Throws<CryptographicException>(() => new SymmetricVerificationKey("k", new byte[bytes]));
            return;
        }

        var secret = RandomNumberGenerator.GetBytes(bytes);
        var signature = HMACSHA256.HashData(secret, "signed"u8);
        using var key = new SymmetricVerificationKey("k", secret);
        Array.Clear(secret);

        Assert.True(key.Verify(JwsAlgorithm.HS256, "signed"u8, signature));
        Assert.False(key.Verify(JwsAlgorithm.HS256, "signed"u8, signature.AsSpan(0, 31)));
        Assert.False(key.Verify(JwsAlgorithm.ES256, "signed"u8, signature));
    }

    [Fact]
    public void Create_AlgorithmOfAnotherFamily_IsAnArgumentError()
    {
        Assert.Throws<ArgumentException>("algorithm", () => EcVerificationKey.Create(null, JwsAlgorithm.RS256, new byte[32], new byte[32]));
        Assert.Throws<ArgumentException>("algorithm", () => RsaVerificationKey.Create(null, JwsAlgorithm.HS256, new byte[256], [1, 0, 1]));
    }

    /// <summary>A published key set is untrusted input: whatever is in it, a key comes out or a reason, and never an exception.</summary>
    [Fact]
    public void Read_AnyObject_GivesAKeyOrAReason()
    {
        string[] values =
        [
            "\"EC\"", "\"RSA\"", "\"oct\"", "\"OKP\"", "\"P-256\"", "\"P-521\"", "\"ES256\"", "\"PS512\"", "\"sig\"", "\"AQAB\"", "\"\"",
                "\"\\ud800\"",
            "[\"verify\"]", "[]", "null", "1e9", "true", "{}", "\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\"",
        ];
        var members = from name in Gen.Elements("kty", "kid", "alg", "use", "key_ops", "crv", "x", "y", "n", "e", "k", "d")
                      from value in Gen.Elements(values)
                      select (name, value);
        Prop.ForAll(members.ListOf().ToArbitrary(), drawn =>
        {
            var text = string.Join(',', drawn.DistinctBy(member => member.name).Select(member => $"\"{member.name}\":{member.value}"));
            var read = JwkReader.Read(JsonDocument.Parse("{" + text + "}").RootElement);
            return read.IsSuccess || read.Error.Detail.StartsWith("The key", StringComparison.Ordinal)
                || read.Error.Detail.StartsWith("Symmetric keys", StringComparison.Ordinal)
                || read.Error.Detail.StartsWith("EdDSA keys", StringComparison.Ordinal);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    [Fact]
    public void Algorithms_NameAndHash_BelongTogether()
    {
        foreach (var algorithm in Enum.GetValues<JwsAlgorithm>())
        {
            Assert.True(JwsAlgorithms.TryParse(algorithm.ToString(), out var parsed));
            Assert.Equal(algorithm, parsed);
            Assert.Equal("SHA" + algorithm.ToString()[2..], JwsAlgorithms.HashOf(algorithm).Name);
            Assert.False(JwsAlgorithms.TryParse(algorithm.ToString().ToLower(CultureInfo.InvariantCulture), out _));
            Assert.False(JwsAlgorithms.TryParse(((int)algorithm).ToString(CultureInfo.InvariantCulture), out _));
        }

        Assert.False(JwsAlgorithms.TryParse(null, out _));
    }

    private static VerificationKey Read(object jwk) => JwkReader.Read(Json(jwk)).Value!;

    private static string Problem(object jwk) => JwkReader.Read(Json(jwk)).Error!.Detail;

    private static JsonElement Json(object jwk) => JsonSerializer.SerializeToElement(jwk);

    private static Dictionary<string, object?> EcJwk(ECDsa pair, string curve, string? algorithm)
    {
        var point = pair.ExportParameters(includePrivateParameters: false).Q;
        var jwk = new Dictionary<string, object?>
        {
            ["kty"] = "EC",
            ["kid"] = "k",
            ["crv"] = curve,
            ["x"] = Base64UrlText.Encode(point.X),
            ["y"] = Base64UrlText.Encode(point.Y),
        };
        if (algorithm is not null)
        {
            jwk["alg"] = algorithm;
        }

        return jwk;
    }

    private static Dictionary<string, object?> RsaJwk(byte[] modulus, byte[] exponent) => new()
    {
        ["kty"] = "RSA",
        ["n"] = Base64UrlText.Encode(modulus),
        ["e"] = Base64UrlText.Encode(exponent),
    };

    private static Dictionary<string, object?> Members(Dictionary<string, object?> jwk) => new(jwk);

    private static Dictionary<string, object?> Without(Dictionary<string, object?> jwk, string member) =>
        jwk.Where(pair => pair.Key != member).ToDictionary(pair => pair.Key, pair => pair.Value);
}
