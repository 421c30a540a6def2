using System.Reflection;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Foundation.Pages;

namespace McpGateway.Tests.Foundation.Pages;

public sealed partial class StandalonePageTests
{
    [Fact]
    public void Style_Tokens_AreThoseOfTheWebUi()
    {
        var root = typeof(StandalonePageTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "RepositoryRoot").Value!;
        var theirs = TokensOf(File.ReadAllText(Path.Combine(root, "src", "McpGateway.Web", "Static", "app.css")));
        var ours = TokensOf(PageStyle.Tokens);

        Assert.True(ours.Count > 20);
        Assert.All(ours, token => Assert.Equal((token.Key, theirs.GetValueOrDefault(token.Key)), (token.Key, token.Value)));
    }

    [Theory]
    [InlineData("short", 10, "short")]
    [InlineData("exactly ten", 11, "exactly ten")]
    [InlineData("one more than that", 8, "one more…")]
    [InlineData("ab🙂cd", 3, "ab…")]
    [InlineData("a\u202Eb", 10, "a⟨U+202E⟩b")]
    [InlineData(null, 10, "")]
    public void ShowStart_LongText_IsCutBetweenCharacters(string? text, int length, string expected) =>
        Assert.Equal(expected, VisibleText.ShowStart(text, length));

    [Fact]
    public void EncodeForeign_AnyText_HasNoMarkupOfItsOwn() => Prop.ForAll<string?>(text =>
    {
        var inner = StandalonePage.EncodeForeign(text)["<bdi>".Length..^"</bdi>".Length];
        return inner.IndexOfAny(['<', '>', '"', '\'']) < 0;
    }).QuickCheckThrowOnFailure();

    private static Dictionary<string, string> TokensOf(string css) => Token().Matches(css[css.IndexOf(":root {", StringComparison.Ordinal)..css.IndexOf('}', StringComparison.Ordinal)])
        .ToDictionary(match => match.Groups["name"].Value, match => match.Groups["value"].Value, StringComparer.Ordinal);

    [GeneratedRegex(@"(?<name>--[a-z-]+|color-scheme): (?<value>[^;]+);")]
    private static partial Regex Token();
}
