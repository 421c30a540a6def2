using FsCheck;
using FsCheck.Fluent;
using McpGateway.Identity.Tokens;

namespace McpGateway.Tests.Identity;

public sealed class Base64UrlTextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("AA", "00")]
    [InlineData("AAA", "0000")]
    [InlineData("_-8", "FFEF")]
    [InlineData("AAAA", "000000")]
    public void Decode_Canonical_GivesTheBytes(string text, string hex) =>
        Assert.Equal(hex, Convert.ToHexString(Base64UrlText.Decode(text)!));

    [Theory]
    [InlineData("A")]
    [InlineData("AAAAA")]
    [InlineData("AB")]
    [InlineData("AAB")]
    [InlineData("AA==")]
    [InlineData("AA=")]
    [InlineData("A A")]
    [InlineData("AA\n")]
    [InlineData("A+A")]
    [InlineData("A/A")]
    [InlineData("ÄA")]
    [InlineData("garbage")]
    public void Decode_AnythingElse_IsNull(string text) => Assert.Null(Base64UrlText.Decode(text));

    [Fact]
    public void Decode_IsTheInverseOfEncode_AndNothingElse()
    {
        Prop.ForAll<byte[]>(
            data => Base64UrlText.Decode(Base64UrlText.Encode(data))!.AsSpan().SequenceEqual(data)).QuickCheckThrowOnFailure();
        Prop.ForAll<string>(text => text is null || Base64UrlText.Decode(text) is not { } bytes || Base64UrlText.Encode(bytes) == text)
            .QuickCheckThrowOnFailure();
    }
}
