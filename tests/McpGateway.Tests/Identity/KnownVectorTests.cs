using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using McpGateway.Identity.Tokens;

namespace McpGateway.Tests.Identity;

/// <summary>Published examples: RFC 7515 appendix A and RFC 8037 appendix A.</summary>
public sealed class KnownVectorTests
{
    private const string Payload = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

    private const string RsaKey =
        """{"kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZ"""
            + """S-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xs"""
            + """mtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpo"""
            + """Q","e":"AQAB"}""";

    private const string P256Key =
        """{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a"""
            + """0"}""";

    private const string P521Key =
        """{"kty":"EC","crv":"P-521","x":"AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQG"""
            + """k","y":"ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2"}""";

    private const string Rs256 = "eyJhbGciOiJSUzI1NiJ9." + Payload
        + ".cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX"
        + "4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPq"
        + "vhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";

    private const string Es256 = "eyJhbGciOiJFUzI1NiJ9." + Payload
        + ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

    private const string Es512 =
        "eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA.AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_7XdtAG8GaSwFKd"
            + "CAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn";

    [Fact]
    public void Rfc7515_A1_Hs256()
    {
        var secret = Base64UrlText.Decode("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow")!;
        using var key = new SymmetricVerificationKey(null, secret);

        Assert.Equal(
            TokenRefusal.None, Verify(
                "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9." + Payload + ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", key));
    }

    [Theory]
    [InlineData(RsaKey, Rs256)]
    [InlineData(P256Key, Es256)]
    [InlineData(P521Key, Es512)]
    public void Rfc7515_A2ToA4_AreAccepted_AndTheirMutationsAreNot(string jwk, string token)
    {
        using var key = Key(jwk);

        Assert.Equal(TokenRefusal.None, Verify(token, key));
        var parts = token.Split('.');
        var signature = Base64UrlText.Decode(parts[2])!;
        for (var i = 0; i < signature.Length; i++)
        {
            signature[i] ^= 1;
            Assert.Equal(TokenRefusal.BadSignature, Verify($"{parts[0]}.{parts[1]}.{Base64UrlText.Encode(signature)}", key));
            signature[i] ^= 1;
        }
    }

    [Fact]
    public void Rfc7515_A5_Unsecured_IsRefused() =>
        Assert.Equal(TokenRefusal.AlgorithmNotAllowed, JwsToken.Parse("eyJhbGciOiJub25lIn0." + Payload + ".", out _));

    [Fact]
    public void Rfc8037_A4_Ed25519_IsRefusedClearly()
    {
        var read = JwkReader.Read(JsonDocument.Parse(
            """{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}""").RootElement);

        Assert.Contains("Ed25519", read.Error!.Detail, StringComparison.Ordinal);
        Assert.Equal(
            TokenRefusal.AlgorithmNotAllowed,
            JwsToken.Parse(
                "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5Bh"
                    + "VsPt9g7sVvpAr_MuM0KAg",
                out _));
    }

    [Fact]
    public void Rsa_EveryAlgorithmOfOneKey_IsVerifiedAsItself()
    {
        using var pair = RSA.Create(2048);
        var published = pair.ExportParameters(includePrivateParameters: false);
        using var any = RsaVerificationKey.Create(null, null, published.Modulus!, published.Exponent!);
        using var only = RsaVerificationKey.Create(null, JwsAlgorithm.PS256, published.Modulus!, published.Exponent!);
        foreach (var (name, hash) in (IEnumerable<(string, HashAlgorithmName)>)[
            ("256", HashAlgorithmName.SHA256), ("384", HashAlgorithmName.SHA384), ("512", HashAlgorithmName.SHA512)])
        {
            foreach (var (family, padding) in (
                IEnumerable<(string, RSASignaturePadding)>)[("RS", RSASignaturePadding.Pkcs1), ("PS", RSASignaturePadding.Pss)])
            {
                var input = TokenForge.Encode($$"""{"alg":"{{family}}{{name}}"}""") + "." + Payload;
                var signature = pair.SignData(Encoding.ASCII.GetBytes(input), hash, padding);
                var wrong = pair.SignData(
                    Encoding.ASCII.GetBytes(input), hash,
                    padding == RSASignaturePadding.Pss ? RSASignaturePadding.Pkcs1 : RSASignaturePadding.Pss);

                Assert.Equal(TokenRefusal.None, Verify($"{input}.{Base64UrlText.Encode(signature)}", any));
                Assert.Equal(TokenRefusal.BadSignature, Verify($"{input}.{Base64UrlText.Encode(wrong)}", any));
                Assert.Equal(TokenRefusal.BadSignature, Verify($"{input}.{Base64UrlText.Encode([0, .. signature])}", any));
                Assert.Equal(
                    family + name == "PS256" ? TokenRefusal.None : TokenRefusal.AlgorithmNotAllowed,
                    Verify($"{input}.{Base64UrlText.Encode(signature)}", only));
            }
        }
    }

    [Theory]
    [InlineData("""{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T"}""", "Symmetric")]
    [InlineData("""{"kty":"EC","crv":"secp256k1","x":"AA","y":"AA"}""", "curve")]
    [InlineData("""{"kty":"EC","crv":"P-256","alg":"ES384","x":"AA","y":"AA"}""", "curve")]
    [InlineData("""{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}""", "length")]
    [InlineData("""{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uP"""
        + """HvRVEU"}""", "not usable")]
    [InlineData("""{"kty":"EC","crv":"P-256","use":"enc","x":"AA","y":"AA"}""", "not for verifying")]
    [InlineData("""{"kty":"EC","crv":"P-256","key_ops":["sign"],"x":"AA","y":"AA"}""", "not for verifying")]
    [InlineData("""{"kty":"RSA","n":"ofgWCuLjybRl","e":"AQAB"}""", "bits")]
    [InlineData("""{"kty":"RSA","alg":"ES256","n":"ofgWCuLjybRl","e":"AQAB"}""", "not an RSA algorithm")]
    [InlineData("""{"kty":"RSA","alg":"none","n":"ofgWCuLjybRl","e":"AQAB"}""", "not supported")]
    [InlineData("""{"kty":"AKP"}""", "not supported")]
    [InlineData("""{}""", "not supported")]
    [InlineData("""[]""", "not a JSON Web Key")]
    public void Jwk_Unusable_IsRefusedWithAReason(string jwk, string reason) =>
        Assert.Contains(reason, JwkReader.Read(JsonDocument.Parse(jwk).RootElement).Error!.Detail, StringComparison.Ordinal);

    [Theory]
    [InlineData("Aw")]
    [InlineData("EQ")]
    [InlineData("AQAA")]
    [InlineData("AA")]
    [InlineData("AQAAAAAAAAAAAQ")]
    public void Jwk_RsaWithAWeakExponent_IsRefused(string exponent) => Assert.Contains(
        "exponent",
        JwkReader.Read(JsonDocument.Parse(RsaKey.Replace("AQAB", exponent, StringComparison.Ordinal)).RootElement).Error!.Detail,
        StringComparison.Ordinal);

    [Fact]
    public void SymmetricKey_Short_IsRefused() =>
        Assert.Throws<CryptographicException>(() => new SymmetricVerificationKey(null, new byte[31]));

    private static VerificationKey Key(string jwk) => JwkReader.Read(JsonDocument.Parse(jwk).RootElement).Value!;

    private static TokenRefusal Verify(string token, VerificationKey key)
    {
        var refusal = JwsToken.Parse(token, out var parsed);
        return refusal == TokenRefusal.None ? TokenVerifier.VerifySignature(parsed!, [key], requiresKeyId: false) : refusal;
    }
}
