using FsCheck;
using FsCheck.Fluent;
using McpGateway.Core.Discovery.Text;

namespace McpGateway.Tests.Discovery.Text;

public sealed class ThesaurusProperties
{
    private static readonly Gen<string[]> Lines =
        Gen.Elements("buy", "purchase", "order", "erase", "delete", "mail", "letter").ListOf()
            .Select(words => string.Join(' ', words.Take(4)))
            .ListOf().Select(lines => lines.Take(6).ToArray());

    [Fact]
    public void Related_AnyGroups_GoBothWaysAndNeverToTheWordItself() => Prop.ForAll(Lines.ToArbitrary(), lines =>
    {
        var thesaurus = Thesaurus.Parse(lines);
        string[] words =
            [.. lines.SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(Stem)
                .Distinct(StringComparer.Ordinal)];
        return words.All(word => !thesaurus.Related(word).Contains(word)
            && thesaurus.Related(word).All(other => thesaurus.Related(other).Contains(word)));
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("# buy purchase", "buy", "")]
    [InlineData("buy  purchase ", "buy", "purchas")]
    [InlineData("buying purchases", "buy", "purchas")]
    [InlineData("buy", "buy", "")]
    [InlineData("", "buy", "")]
    public void Parse_Line_IsAGroupOfStems(string line, string word, string expected) =>
        Assert.Equal(expected, string.Join(',', Thesaurus.Parse([line]).Related(word)));

    private static string Stem(string word)
    {
        var letters = word.ToCharArray();
        return new(letters, 0, Stemmer.Stem(letters));
    }
}
