using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using McpGateway.Foundation;
using McpGateway.Identity.Tokens;

namespace McpGateway.Tests.Identity.Tokens;

public sealed class DetachedSignaturesTests : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _other = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose()
    {
        _key.Dispose();
        _other.Dispose();
    }

    [Fact]
    public void Verify_OwnSignature_IsVerified() =>
        Assert.Equal(DetachedVerdict.Verified, Verify(Header("ES256", "k"), "content", KeySet(_key, "k")));

    [Fact]
    public void Verify_OtherContent_IsInvalid() =>
        Assert.Equal(DetachedVerdict.Invalid, Verify(Header("ES256", "k"), "content", KeySet(_key, "k"), judged: "other"));

    [Fact]
    public void Verify_OtherKeyOfThatName_IsInvalid() =>
        Assert.Equal(DetachedVerdict.Invalid, Verify(Header("ES256", "k"), "content", KeySet(_other, "k")));

    [Theory]
    [InlineData("""{"keys":[]}""")]
    [InlineData("""{"keys":"none"}""")]
    [InlineData("[]")]
    [InlineData("""{"keys":[{"kty":"oct","kid":"k","k":"AAAA"}]}""")]
    public void Verify_KeySetWithoutTheKey_IsKeyUnknown(string keySet) =>
        Assert.Equal(DetachedVerdict.KeyUnknown, Verify(Header("ES256", "k"), "content", JsonElement.Parse(keySet)));

    [Fact]
    public void Verify_KeyOfAnotherName_IsKeyUnknown() =>
        Assert.Equal(DetachedVerdict.KeyUnknown, Verify(Header("ES256", "k"), "content", KeySet(_key, "l")));

    [Theory]
    [InlineData("""{"alg":"none"}""")]
    [InlineData("""{"alg":"es256"}""")]
    [InlineData("""{"alg":"ES256","crit":["b64"]}""")]
    [InlineData("""{"alg":"ES256","b64":false}""")]
    [InlineData("""{"alg":"ES256","alg":"ES256"}""")]
    [InlineData("[]")]
    public void Verify_HeaderThatIsNotAccepted_IsInvalid(string header) =>
        Assert.Equal(DetachedVerdict.Invalid, Verify(header, "content", KeySet(_key, "k")));

    [Fact]
    public void Verify_SymmetricAlgorithmOverThePublicKey_IsNotVerified() =>
        Assert.NotEqual(DetachedVerdict.Verified, Verify(Header("HS256", "k"), "content", KeySet(_key, "k")));

    private static string Header(string algorithm, string key) => $$"""{"alg":"{{algorithm}}","kid":"{{key}}"}""";

    private DetachedVerdict Verify(string header, string signed, JsonElement keySet, string? judged = null)
    {
        var protectedHeader = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header));
        var input = $"{protectedHeader}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(signed))}";
        var signature = Base64Url.EncodeToString(_key.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256));
        return new DetachedSignatures().Verify(protectedHeader, Encoding.UTF8.GetBytes(judged ?? signed), signature, keySet);
    }

    private static JsonElement KeySet(ECDsa key, string id)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        var (x, y) = (Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y));
        return JsonElement.Parse($$"""{"keys":[{"kty":"EC","crv":"P-256","kid":"{{id}}","x":"{{x}}","y":"{{y}}"}]}""");
    }
}
