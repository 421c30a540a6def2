using FsCheck;
using FsCheck.Fluent;
using McpGateway.Proxy.Access;

namespace McpGateway.Tests.Proxy.Access;

public sealed class CredentialTextTests
{
    private const string Token = "abcdefghijklmnopqrstuvwxyz0123456789-_.ABCD";

    public static TheoryData<string, bool> Values => new()
    {
        { "", false },
        { "application/json", false },
        { Token, true },
        { Token[1..], false },
        { "Bearer " + Token, true },
        { "key=\"" + Token + "\"; other", true },
        { Token[..30] + " " + Token[..30], false },
        { Token[..30] + "+" + Token[..30], false },
        { "basic", true },
        { "BASIC dTpw", true },
        { "a basic question", true },
        { new string('=', 100), false },
        { "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJlLXNpZ25hdHVyZQ", true },
    };

    public static TheoryData<string, string> Tokens => new()
    {
        { "", "" },
        { " , ;", "" },
        { "Bearer abc.def", "Bearer|abc.def" },
        { "a=b, c=\"d\"", "a|b|c|d" },
        { "-_.~x", "-_.|x" },
    };

    public static TheoryData<string, string> Basics => new()
    {
        { "Bearer x", "" },
        { "Basic dTpw", "dTpw" },
        { "basic:dTpw", "dTpw" },
        { "Basic  \t dTpw, Basic eDp5;z", "dTpw|eDp5" },
        { "Basic", "" },
        { "\"Basic dTpw\"", "dTpw" },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void MayHoldOne_Value_WhenATokenCouldBeIn(string value, bool expected) =>
        Assert.Equal(expected, CredentialText.MayHoldOne(value));

    /// <summary>Whatever stands around it: a token of the gateway is noticed, and can be taken out.</summary>
    [Fact]
    public void MayHoldOne_TokenInAnyText_IsNoticed() => Prop.ForAll<string, string>((before, after) =>
    {
        var value = before + " " + Token + "," + after;
        var rest = value.AsSpan();
        var isFound = false;
        while (CredentialText.TryTakeToken(ref rest, out var token))
        {
            isFound |= token.SequenceEqual(Token);
        }

        return isFound && CredentialText.MayHoldOne(value);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [MemberData(nameof(Tokens))]
    public void TryTakeToken_Text_GivesItsParts(string text, string expected)
    {
        var parts = new List<string>();
        for (var rest = text.AsSpan(); CredentialText.TryTakeToken(ref rest, out var token);)
        {
            parts.Add(token.ToString());
        }

        Assert.Equal(expected, string.Join('|', parts));
    }

    [Theory]
    [MemberData(nameof(Basics))]
    public void TryTakeBasic_Text_GivesWhatFollowsEachMention(string text, string expected)
    {
        var parts = new List<string>();
        for (var rest = text.AsSpan(); CredentialText.TryTakeBasic(ref rest, out var credentials);)
        {
            parts.Add(credentials.ToString());
        }

        Assert.Equal(expected, string.Join('|', parts));
    }
}
