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

    /// <summary>Every end that a text can have: refused by the platform's decoder, whose strictness is relied upon.</summary>
    [Fact]
    public void Decode_EveryEndOfAText_IsReadOnlyWhereEncodingWritesIt()
    {
        const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        foreach (var start in (string[])["", "A", "AAAA", "AAAAA", "AAAAAAAA"])
        {
            foreach (var text in Letters.SelectMany(one => Letters.Select(other => $"{start}{one}{other}")))
            {
                // The unused bits of the last character: four of them, or two.
                var decoded = Base64UrlText.Decode(text);
                Assert.Equal((start.Length % 4 == 0 ? "AQgw" : "AEIMQUYcgkosw048").Contains(text[^1]), decoded is not null);
                Assert.True(decoded is null || Base64UrlText.Encode(decoded) == text);
            }
        }
    }

    [Fact]
    public void Decode_IsTheInverseOfEncode_AndNothingElse()
    {
        Prop.ForAll<byte[]>(
            data => Base64UrlText.Decode(Base64UrlText.Encode(data))!.AsSpan().SequenceEqual(data)).QuickCheckThrowOnFailure();
        Prop.ForAll<string>(text => text is null || Base64UrlText.Decode(text) is not { } bytes || Base64UrlText.Encode(bytes) == text)
            .QuickCheckThrowOnFailure();
    }
}
