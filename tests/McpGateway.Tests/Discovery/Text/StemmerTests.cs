using FsCheck;
using FsCheck.Fluent;
using McpGateway.Core.Discovery.Text;

namespace McpGateway.Tests.Discovery.Text;

public sealed class StemmerTests
{
    private static readonly Gen<string> Word =
        from letters in Gen.Elements("abcdefghijklmnopqrstuvwxyz".ToCharArray()).ArrayOf()
        from ending in Gen.Elements("", "s", "es", "ies", "ing", "ed", "ion", "y", "e", "sses", "eed", "ings")
        select new string([.. letters.Take(12)]) + ending;

    [Theory]
    [InlineData("issues", "issu")]
    [InlineData("cities", "citi")]
    [InlineData("ties", "tie")]
    [InlineData("classes", "class")]
    [InlineData("boxes", "box")]
    [InlineData("branches", "branch")]
    [InlineData("dashes", "dash")]
    [InlineData("buzzes", "buzz")]
    [InlineData("status", "status")]
    [InlineData("analysis", "analysis")]
    [InlineData("access", "access")]
    [InlineData("running", "run")]
    [InlineData("calling", "call")]
    [InlineData("string", "string")]
    [InlineData("bring", "bring")]
    [InlineData("created", "creat")]
    [InlineData("feed", "feed")]
    [InlineData("agreed", "agreed")]
    [InlineData("stopped", "stop")]
    [InlineData("translation", "translat")]
    [InlineData("permission", "permiss")]
    [InlineData("region", "region")]
    [InlineData("query", "queri")]
    [InlineData("day", "day")]
    [InlineData("delete", "delet")]
    [InlineData("the", "the")]
    [InlineData("sha256", "sha256")]
    [InlineData("über", "über")]
    public void Stem_Word_IsCutAsDocumented(string word, string stem) => Assert.Equal(stem, Stem(word));

    [Fact]
    public void Stem_AnyWord_IsNeverEmptyAndNeverLonger() =>
        Prop.ForAll(Word.ToArbitrary(), word => Stem(word).Length <= word.Length
            && (word.Length == 0 || Stem(word).Length > 0)).QuickCheckThrowOnFailure();

    /// <summary>A stem begins like its word: only the last letter may have been written otherwise.</summary>
    [Fact]
    public void Stem_AnyWord_BeginsLikeTheWord() =>
        Prop.ForAll(Word.ToArbitrary(), word =>
            word.StartsWith(Stem(word)[..Math.Max(0, Stem(word).Length - 1)], StringComparison.Ordinal)).QuickCheckThrowOnFailure();

    [Fact]
    public void Stem_PluralOfARegularWord_IsThatOfTheSingular()
    {
        var noun = Gen.Elements("issue", "server", "ticket", "repository", "branch", "box", "email", "calendar", "secret", "token",
            "query", "address");
        Prop.ForAll(noun.ToArbitrary(), word =>
        {
            var plural = word[^1] == 'y' ? word[..^1] + "ies" : word.EndsWith('x') || word.EndsWith("ch", StringComparison.Ordinal)
                || word.EndsWith("ss", StringComparison.Ordinal) ? word + "es" : word + "s";
            return Stem(plural) == Stem(word);
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("ÀÉÎÕÜÇÑ", "aeioucn")]
    [InlineData("àéîõüçñÿ", "aeioucny")]
    [InlineData("ŁódźŻółw", "lodzzolw")]
    [InlineData("Straße", "strase")]
    [InlineData("ABCxyz019", "abcxyz019")]
    [InlineData("a-b_c", "abc")]
    [InlineData("ПРИВЕТ", "привет")]
    [InlineData("東京", "東京")]
    [InlineData("\u212bẞ\u212a", "ask")]
    [InlineData("", "")]
    public void Fold_Word_IsLowerCaseWithoutAccents(string word, string expected) => Assert.Equal(expected, Fold(word));

    [Fact]
    public void Fold_AnyText_IsShortAndFoldsToItself() => Prop.ForAll<string>(static text =>
    {
        var folded = Fold(text ?? "");
        return folded.Length <= (text ?? "").Length && Fold(folded) == folded;
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("the", true, true)]
    [InlineData("dont", true, true)]
    [InlineData("please", false, true)]
    [InlineData("want", false, true)]
    [InlineData("weather", false, false)]
    [InlineData("The", false, false)]
    [InlineData("", false, false)]
    public void StopWords_PhrasesOfAsking_AreOnlyInQueries(string word, bool inDocuments, bool inQueries) =>
        Assert.Equal((inDocuments, inQueries), (StopWords.Contains(word, isQuery: false), StopWords.Contains(word, isQuery: true)));

    private static string Stem(string word)
    {
        var characters = word.ToCharArray();
        return new(characters, 0, Stemmer.Stem(characters));
    }

    private static string Fold(string word)
    {
        var folded = new char[word.Length];
        return new(folded, 0, CharacterFolding.Fold(word, folded));
    }
}
