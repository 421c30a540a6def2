using FsCheck;
using FsCheck.Fluent;
using McpGateway.Foundation.OAuth;

namespace McpGateway.Tests.Foundation.OAuth;

public sealed class OAuthScopeNamesTests
{
    [Theory]
    [InlineData("read", true)]
    [InlineData("https://api.example/read:all", true)]
    [InlineData("", false)]
    [InlineData("two words", false)]
    [InlineData("quo\"te", false)]
    [InlineData("back\\slash", false)]
    [InlineData("line\n", false)]
    [InlineData("umläut", false)]
    public void IsName_Text_AsTheStandardSays(string text, bool expected) => Assert.Equal(expected, OAuthScopeNames.IsName(text));

    [Theory]
    [InlineData(256, true)]
    [InlineData(257, false)]
    public void IsName_Length_IsLimited(int length, bool expected) =>
        Assert.Equal(expected, OAuthScopeNames.IsName(new string('s', length)));

    [Theory]
    [InlineData(null, "")]
    [InlineData("", "")]
    [InlineData("  a   b ", "a b")]
    [InlineData("a b a", "a b")]
    [InlineData("a \"b\" c", "a c")]
    public void Parse_List_NamesOnce(string? text, string expected) =>
        Assert.Equal(expected, string.Join(' ', OAuthScopeNames.Parse(text)));

    [Fact]
    public void Usable_AnyNames_AreFewAndProper() => Prop.ForAll<NonNull<string>[]>(static names =>
    {
        var usable = OAuthScopeNames.Usable(names.Select(name => name.Get));
        return usable.Count <= OAuthScopeNames.MaxCount && usable.All(OAuthScopeNames.IsName) && usable.Distinct().Count() == usable.Count;
    }).QuickCheckThrowOnFailure();
}
