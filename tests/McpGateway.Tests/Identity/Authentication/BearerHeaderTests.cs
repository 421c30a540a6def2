using FsCheck;
using FsCheck.Fluent;
using McpGateway.Identity.Authentication;
using Microsoft.Extensions.Primitives;

namespace McpGateway.Tests.Identity.Authentication;

public sealed class BearerHeaderTests
{
    [Theory]
    [InlineData("Bearer abc", "Present", "abc")]
    [InlineData("bearer abc", "Present", "abc")]
    [InlineData("BEARER   abc  ", "Present", "abc")]
    [InlineData("Bearer a b", "Present", "a b")]
    [InlineData("Bearer", "Malformed", "")]
    [InlineData("Bearer ", "Malformed", "")]
    [InlineData("Bearer    ", "Malformed", "")]
    [InlineData("Bearer\tabc", "Foreign", "")]
    [InlineData("Bearerabc", "Foreign", "")]
    [InlineData("Basic abc", "Foreign", "")]
    [InlineData("abc", "Foreign", "")]
    [InlineData("", "Absent", "")]
    public void Read_Header_AsListed(string header, string state, string token)
    {
        Assert.Equal(state, BearerHeader.Read(header, out var read).ToString());
        Assert.Equal(token, read.ToString());
    }

    [Fact]
    public void Read_SeveralOrNone_IsNoToken()
    {
        Assert.Equal(BearerHeaderState.Absent, BearerHeader.Read(default, out _));
        Assert.Equal(BearerHeaderState.Malformed, BearerHeader.Read(new StringValues(["Bearer a", "Bearer a"]), out var token));
        Assert.True(token.IsEmpty);
    }

    [Fact]
    public void Read_AnyText_GivesATokenOnlyWhenPresent() => Prop.ForAll<string>(text =>
    {
        var bare = BearerHeader.Read(text ?? "", out var none);
        var isConsistent = bare == BearerHeaderState.Present != none.IsEmpty;
        var prefixed = BearerHeader.Read("Bearer " + text, out var token);
        return isConsistent && prefixed == (token.IsEmpty ? BearerHeaderState.Malformed : BearerHeaderState.Present)
            && token.SequenceEqual((text ?? "").Trim(' '));
    }).QuickCheckThrowOnFailure();
}
