using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Web.Components;

namespace McpGateway.Tests.Web.Components;

public sealed class SafeTextTests
{
    [Theory]
    [InlineData("plain text, ÄÖÜ 日本語 עברית 🙂", "plain text, ÄÖÜ 日本語 עברית 🙂")]
    [InlineData("safe\u202Egnp.exe", "safe⟨U+202E⟩gnp.exe")]
    [InlineData("a\u200Bb\uFEFFc\u2066d", "a⟨U+200B⟩b⟨U+FEFF⟩c⟨U+2066⟩d")]
    [InlineData("a\u0000b\u001B[31m", "a⟨U+0000⟩b⟨U+001B⟩[31m")]
    [InlineData("two\nlines", "two lines")]
    [InlineData("tag \U000E0041", "tag ⟨U+E0041⟩")]
    [InlineData(null, "")]
    public void Show_DeceptiveCharacters_AreShownByNumber(string? text, string expected) => Assert.Equal(expected, SafeText.Show(text));

    [Fact]
    public void ShowLines_LineBreaks_AreKept() => Assert.Equal("a\nb\tc", SafeText.ShowLines("a\nb\tc"));

    [Fact]
    public void Show_AnyText_HasNoFormatOrControlCharacters() => Prop.ForAll<string?>(text =>
        SafeText.Show(text).EnumerateRunes().All(rune =>
            System.Text.Rune.GetUnicodeCategory(rune) is not (
                UnicodeCategory.Format or UnicodeCategory.Control))).QuickCheckThrowOnFailure();
}
