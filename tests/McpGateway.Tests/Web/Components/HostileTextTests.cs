using System.Text;
using Bunit;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Foundation.Pages;
using McpGateway.Web.Components;

namespace McpGateway.Tests.Web.Components;

/// <summary>What holds of any text that somebody else wrote.</summary>
public sealed class HostileTextTests : BunitContext
{
    [Fact]
    public void Show_AnyText_HidesNothing() =>
        Prop.ForAll(HostileText.Any, static text => !HostileText.UnseenIn(SafeText.Show(text)).Any()).QuickCheckThrowOnFailure();

    [Fact]
    public void ShowLines_AnyText_HidesNothingButLineBreaks() =>
        Prop.ForAll(
            HostileText.Any,
            static text => !HostileText.UnseenIn(SafeText.ShowLines(text), allowsLines: true).Any()).QuickCheckThrowOnFailure();

    [Fact]
    public void Show_Twice_IsAsOnce() =>
        Prop.ForAll(HostileText.Any, static text => SafeText.Show(SafeText.Show(text)) == SafeText.Show(text)).QuickCheckThrowOnFailure();

    /// <summary>Two names that differ look different, unless they differ by kinds of line breaks.</summary>
    [Fact]
    public void ShowLines_PlainLetters_AreKept() => Prop.ForAll(HostileText.Any, static text =>
        Plain(SafeText.ShowLines(text)).Contains(Plain(text), StringComparison.Ordinal) || Plain(text).Length == 0
            || Plain(text).All(letter => SafeText.ShowLines(text).Contains(letter, StringComparison.Ordinal))).QuickCheckThrowOnFailure();

    [Fact]
    public void Show_AnyText_IsWellFormed() => Prop.ForAll(HostileText.Any, static text =>
        SafeText.Show(text).EnumerateRunes().All(static rune => rune != Rune.ReplacementChar)).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("\ud800")]
    [InlineData("a\udc00b")]
    [InlineData("\ud83d\ud83d")]
    public void Show_HalfACharacter_IsMarked(string text) => Assert.Contains("⟨U+FFFD⟩", SafeText.Show(text), StringComparison.Ordinal);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    public void ShowStart_AnyText_IsOfAtMostSoManyCharacters(int length) => Prop.ForAll(HostileText.Any, text =>
    {
        var shown = VisibleText.ShowStart(text, length);
        return text.Length <= length
            ? shown == VisibleText.Show(text)
            : shown.EndsWith('…') && VisibleText
                .Show(text)
                .StartsWith(shown[..^1].Replace("⟨U+FFFD⟩", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void ForeignText_AnyText_IsOneElementWithoutMarkup() => Prop.ForAll(HostileText.Any, text =>
    {
        var shown = Render<ForeignText>(parameters => parameters.Add(component => component.Text, text));

        var isolated = Assert.Single(shown.Nodes.OfType<AngleSharp.Dom.IElement>());
        Assert.Equal("BDI", isolated.TagName);
        Assert.Empty(isolated.Children);
        Assert.Empty(HostileText.UnseenIn(isolated.TextContent));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void ForeignText_EndlessText_IsCutOff() =>
        Assert.Equal(
            101,
            Render<ForeignText>(
                parameters => parameters.Add(component => component.Text, new string('x', 10_000))).Find("bdi").TextContent.Length);

    [Theory]
    [InlineData("keycloak", "K")]
    [InlineData("  <b>bold", "B")]
    [InlineData("\u202E\u200Bzoo", "Z")]
    [InlineData("7 of 9", "7")]
    [InlineData("日本", "日")]
    [InlineData("𝒳eno", "𝒳")]
    [InlineData("ß", "ß")]
    [InlineData("<>", "?")]
    [InlineData("", "?")]
    public void NameTile_AnyName_IsItsFirstLetter(string name, string expected)
    {
        var tile = Render<NameTile>(parameters => parameters.Add(component => component.Name, name)).Find("span");

        Assert.Equal(expected, tile.TextContent);
        Assert.Equal("true", tile.GetAttribute("aria-hidden"));
    }

    private static string Plain(string text) => string.Concat(text.Where(static letter => char.IsAsciiLetterOrDigit(letter)));
}
