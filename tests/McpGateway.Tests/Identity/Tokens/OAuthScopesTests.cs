using FsCheck;
using FsCheck.Fluent;
using McpGateway.Identity.Tokens;

namespace McpGateway.Tests.Identity.Tokens;

public sealed class OAuthScopesTests
{
    [Theory]
    [InlineData(null, "")]
    [InlineData("", "")]
    [InlineData(" ", "")]
    [InlineData("a", "a")]
    [InlineData(" a  b a ", "a|b")]
    [InlineData("a A", "a|A")]
    [InlineData("mcp:all ~!#", "mcp:all|~!#")]
    public void Words_Proper_AreSplitWithoutRepetition(string? text, string expected) =>
        Assert.Equal(expected, string.Join('|', OAuthScopes.Words(text)!));

    [Theory]
    [InlineData("a\tb")]
    [InlineData("a\nb")]
    [InlineData("a\"b")]
    [InlineData("a\\b")]
    [InlineData("ä")]
    [InlineData("a\u007fb")]
    [InlineData("a\0")]
    public void Words_LettersThatNoScopeHas_AreRefused(string text) => Assert.Null(OAuthScopes.Words(text));

    [Fact]
    public void Words_TooManyOrTooLong_AreRefused()
    {
        Assert.Equal(100, OAuthScopes.Words(string.Join(' ', Enumerable.Range(0, 100)))!.Count);
        Assert.Null(OAuthScopes.Words(string.Join(' ', Enumerable.Range(0, 101))));
        Assert.NotNull(OAuthScopes.Words(new string('a', 4000)));
        Assert.Null(OAuthScopes.Words(new string('a', 4001)));
    }

    [Theory]
    [InlineData("", "held", "*")]
    [InlineData("*", "held", "*")]
    [InlineData("* held", "held", "*")]
    [InlineData("openid profile email", "held", "*")]
    [InlineData("openid offline_access", "held", "*,offline_access")]
    [InlineData("held", "held other", "held")]
    [InlineData("other held unknown", "held other", "other,held")]
    [InlineData("openid held", "held", "held")]
    [InlineData("unknown", "held", null)]
    [InlineData("Held", "held", null)]
    [InlineData("held", "", null)]
    public void Grant_AskedAndHeld_AsListed(string asked, string held, string? expected)
    {
        var words = asked.Replace("*", OAuthScopes.Everything, StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var granted = OAuthScopes.Grant(words, held.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(
            expected?.Replace("*", OAuthScopes.Everything, StringComparison.Ordinal), granted.IsSuccess ? string.Join(
            ',', granted.Value) : null);
        Assert.Equal(expected is null ? "invalid_scope" : null, granted.IsSuccess ? null : granted.Error.Code);
    }

    [Fact]
    public void Grant_NamedScopes_NeverExceedsWhatIsHeld()
    {
        var names = Gen.Elements("a", "b", "c", "openid", "offline_access", "d e").ListOf();
        Prop.ForAll((from asked in names from held in names select (asked, held)).ToArbitrary(), pair =>
        {
            var granted = OAuthScopes.Grant([.. pair.asked], [.. pair.held]);
            return !granted.IsSuccess
                || granted.Value.Contains(OAuthScopes.Everything)
                || granted.Value.All(scope => pair.held.Contains(scope) && pair.asked.Contains(scope));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Words_AnyText_IsRefusedOrComesBackAsSent() => Prop.ForAll<string>(text =>
    {
        var words = OAuthScopes.Words(text);
        return words is null || words.SequenceEqual(OAuthScopes.Words(OAuthScopes.Join(words))!);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Narrowing_Everything_NarrowsNothing()
    {
        Assert.Null(OAuthScopes.Narrowing([OAuthScopes.Everything, "offline_access"]));
        Assert.Equal(["a"], OAuthScopes.Narrowing(["a"])!);
        Assert.Empty(OAuthScopes.Narrowing([])!);
        Assert.Equal([OAuthScopes.Everything, "offline_access"], OAuthScopes.Supported);
    }
}
