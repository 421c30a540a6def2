using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Foundation.OAuth;

namespace McpGateway.Tests.Foundation.OAuth;

public sealed class ClientAssertionTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(256, "ES256")]
    [InlineData(384, "ES384")]
    public void Sign_EllipticKey_IsVerifiedByItsPublicPart(int bits, string algorithm)
    {
        using var key = ECDsa.Create(bits == 256 ? ECCurve.NamedCurves.nistP256 : ECCurve.NamedCurves.nistP384);

        var (header, claims, input, signature) = Parts(
            ClientAssertion.Sign(key.ExportPkcs8PrivateKeyPem(), "gateway", "https://issuer.test", Now));

        Assert.Equal(algorithm, header.GetProperty("alg").GetString());
        Assert.True(key.VerifyData(input, signature, bits == 256 ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA384));
        Assert.Equal(("gateway", "gateway", "https://issuer.test"), (Text(claims, "iss"), Text(claims, "sub"), Text(claims, "aud")));
        Assert.Equal(
            (Now.ToUnixTimeSeconds(), 60),
            (claims.GetProperty("iat").GetInt64(), claims.GetProperty("exp").GetInt64() - Now.ToUnixTimeSeconds()));
    }

    [Fact]
    public void Sign_RsaKey_IsVerifiedByItsPublicPart_AndNeverSaysTheSameTwice()
    {
        using var key = RSA.Create(2048);
        var pem = key.ExportRSAPrivateKeyPem();

        var (header, claims, input, signature) = Parts(ClientAssertion.Sign(pem, "gateway", "https://issuer.test", Now));
        var (_, others, _, _) = Parts(ClientAssertion.Sign(pem, "gateway", "https://issuer.test", Now));

        Assert.Equal("RS256", header.GetProperty("alg").GetString());
        Assert.True(key.VerifyData(input, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        Assert.NotEqual(Text(claims, "jti"), Text(others, "jti"));
    }

    [Fact]
    public void IsKey_WhatCannotSign_IsNone()
    {
        using var small = RSA.Create(1024);
        using var rsa = RSA.Create(2048);
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var unusual = ECDsa.Create(ECCurve.NamedCurves.nistP521);

        Assert.All(
            new[]
            {
                small.ExportPkcs8PrivateKeyPem(),
                rsa.ExportSubjectPublicKeyInfoPem(),
                ec.ExportSubjectPublicKeyInfoPem(),
                unusual.ExportPkcs8PrivateKeyPem(),
                "",
                "x",
            },
            text => Assert.False(ClientAssertion.IsKey(text), text));
        Assert.All(
            new[] { rsa.ExportPkcs8PrivateKeyPem(), ec.ExportECPrivateKeyPem() }, text => Assert.True(ClientAssertion.IsKey(text), text));
    }

    [Fact]
    public void IsKey_AnyText_NeverThrows() =>
        Prop.ForAll<string?>(
            text => !ClientAssertion.IsKey($"-----BEGIN PRIVATE KEY-----\n{text}\n-----END PRIVATE KEY-----")).QuickCheckThrowOnFailure();

    private static (JsonElement Header, JsonElement Claims, byte[] Input, byte[] Signature) Parts(string jwt)
    {
        var parts = jwt.Split('.');
        return (
            JsonElement.Parse(Base64Url.DecodeFromChars(parts[0])), JsonElement.Parse(Base64Url.DecodeFromChars(parts[1])),
            Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]));
    }

    private static string? Text(JsonElement claims, string name) => claims.GetProperty(name).GetString();
}
