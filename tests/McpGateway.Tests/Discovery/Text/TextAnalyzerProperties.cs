using FsCheck;
using FsCheck.Fluent;
using static McpGateway.Tests.Discovery.Text.TextAnalyzerTests;

namespace McpGateway.Tests.Discovery.Text;

/// <summary>What tool authors and searchers write differently, but mean alike, becomes the same terms.</summary>
public sealed class TextAnalyzerProperties
{
    private static readonly Gen<string[]> Words =
        Gen.Elements("create", "issue", "weather", "forecast", "github", "report", "ticket", "calendar").ArrayOf().Select(words =>
            words.Take(6).ToArray());

    [Fact]
    public void Analyze_SpellingsOfAName_HaveTheSameParts() => Prop.ForAll(Words.ToArbitrary(), words =>
    {
        var snake = Terms(string.Join('_', words), isQuery: false);
        var kebab = Terms(string.Join('-', words), isQuery: false);
        var spaced = Terms(string.Join("  ", words), isQuery: false);
        var camel = Terms(string.Concat(words.Select((word, at) => at == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..])),
            isQuery: false);

        // A camel-case name of more than 40 letters is one long word, so only its parts are compared, and only where they are kept.
        return snake.SequenceEqual(kebab) && snake.SequenceEqual(spaced)
            && (words.Length < 2 || words.Sum(word => word.Length) > 40 || camel.Skip(1).SequenceEqual(snake));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Analyze_CaseOfPlainWords_DoesNotMatter() => Prop.ForAll(Words.ToArbitrary(), words =>
    {
        var text = string.Join(' ', words);
        return Terms(text, isQuery: false).SequenceEqual(Terms(text.ToUpperInvariant(), isQuery: false));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Analyze_TwoTexts_GiveTheTermsOfBoth() => Prop.ForAll<string, string>(static (left, right) =>
        Terms($"{left} \n {right}",
            isQuery: false).SequenceEqual([.. Terms(left ?? "", isQuery: false), .. Terms(right ?? "", isQuery: false)]))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void Analyze_Query_LosesTermsButInventsNone() => Prop.ForAll<string>(static text =>
        !Terms(text ?? "", isQuery: true).Except(Terms(text ?? "", isQuery: false),
            StringComparer.Ordinal).Any()).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("東", "東")]
    [InlineData("東京", "東京")]
    [InlineData("東京タワー", "東京 京タ タワ ワー")]
    [InlineData("api東京v2", "api 東京 v2")]
    [InlineData("한국어 검색", "한국어 검색")]
    [InlineData("don't", "")]
    [InlineData("O'Reilly's", "oreilli")]
    [InlineData("users’", "user")]
    [InlineData("x", "x")]
    [InlineData("getX", "getx get")]
    [InlineData("HTTP2Server", "http2server http server")]
    [InlineData("iPhone", "iphon phon")]
    public void Analyze_OddWords_GiveTerms(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', Terms(text, isQuery: false)));

    [Fact]
    public void Analyze_EndlessWord_IsCut()
    {
        var term = Assert.Single(Terms(new string('q', 10_000), isQuery: false));

        Assert.Equal(40, term.Length);
    }
}
