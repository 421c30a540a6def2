using FsCheck;
using FsCheck.Fluent;
using McpGateway.Core.Discovery.Text;

namespace McpGateway.Tests.Discovery.Text;

/// <summary>Documents and queries are folded apart from each other: what is folded must be the same from every way of writing.</summary>
public sealed class CharacterFoldingProperties
{
    [Fact]
    public void Fold_AnyText_IsNoLongerAndFoldedForGood() => Prop.ForAll<string?>(text =>
    {
        var once = Fold(text ?? "");
        return once.Length <= (text ?? "").Length && Fold(once) == once;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Fold_AnyText_DoesNotTellCapitalsFromSmallLetters() => Prop.ForAll<string?>(text =>
        Fold((text ?? "").ToLowerInvariant()) == Fold(text ?? "")).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("Ångström", "angstrom")]
    [InlineData("\u212Bngstrom", "angstrom")]
    [InlineData("ŁÓDŹ", "lodz")]
    [InlineData("ça-va!", "cava")]
    [InlineData("3×4", "3×4")]
    [InlineData("Москва", "москва")]
    public void Fold_Word_IsInLowerCaseWithoutAccents(string word, string expected) => Assert.Equal(expected, Fold(word));

    private static string Fold(string word)
    {
        var folded = new char[word.Length];
        return new(folded, 0, CharacterFolding.Fold(word, folded));
    }
}
