using FsCheck;
using FsCheck.Fluent;
using McpGateway.Foundation;
using McpGateway.Foundation.Pages;

namespace McpGateway.Tests.Foundation;

/// <summary>Foreign text in log lines and pages shows what it holds and nothing else.</summary>
public sealed class TextSafetyTests
{
    public static TheoryData<string?, string> LogLines => new()
    {
        { null, "-" },
        { "", "-" },
        { "plain text", "plain text" },
        { "naïve café", "naïve café" },
        { "a\r\nFAKE entry", "a??FAKE entry" },
        { "a\u001b[31mred", "a?[31mred" },
        { "a\u2028b\u2029c\u202ed", "a?b?c?d" },
        { "\ud83d\ude00", "??" },
        { "\ud800x", "?x" },
        { new string('a', 128), new string('a', 128) },
        { new string('a', 129), new string('a', 128) + "…" },
        { new string('\n', 500), new string('?', 128) },
    };

    public static TheoryData<string?, string, string> PageTexts => new()
    {
        { null, "", "" },
        { "plain é 日本", "plain é 日本", "plain é 日本" },
        { "a\nb\tc\rd", "a b c d", "a\nb\tc\rd" },
        { "a\0b", "a⟨U+0000⟩b", "a⟨U+0000⟩b" },
        { "pay\u202Etxt.exe", "pay⟨U+202E⟩txt.exe", "pay⟨U+202E⟩txt.exe" },
        { "a\u200Bb", "a⟨U+200B⟩b", "a⟨U+200B⟩b" },
        { "a\u00ADb", "a⟨U+00AD⟩b", "a⟨U+00AD⟩b" },
        { "a\uFEFFb", "a⟨U+FEFF⟩b", "a⟨U+FEFF⟩b" },
        { "a\u2028b", "a⟨U+2028⟩b", "a⟨U+2028⟩b" },
        { "a\u3164b", "a⟨U+3164⟩b", "a⟨U+3164⟩b" },
        { "a\u2800b", "a⟨U+2800⟩b", "a⟨U+2800⟩b" },
        { "a\u034Fb", "a⟨U+034F⟩b", "a⟨U+034F⟩b" },
        { "a\u2003b", "a⟨U+2003⟩b", "a⟨U+2003⟩b" },
        { "a\u00A0b", "a\u00A0b", "a\u00A0b" },
        { "a\uE000b", "a⟨U+E000⟩b", "a⟨U+E000⟩b" },
        { "x\U000E0041", "x⟨U+E0041⟩", "x⟨U+E0041⟩" },
        { "\u2764\uFE0F", "\u2764\uFE0F", "\u2764\uFE0F" },
        { "x\uFE00", "x⟨U+FE00⟩", "x⟨U+FE00⟩" },
        { "half \ud800", "half ⟨U+FFFD⟩", "half ⟨U+FFFD⟩" },
        { "\U0001F600", "\U0001F600", "\U0001F600" },
    };

    [Theory]
    [MemberData(nameof(LogLines))]
    public void Clean_Text_IsOneShortHarmlessLine(string? text, string expected) => Assert.Equal(expected, LogText.Clean(text));

    [Fact]
    public void Clean_AnyText_HasNoControlAndALimit() =>
        Prop.ForAll<string>(text => LogText.Clean(text) is { Length: > 0 and <= 129 } clean
            && !clean.Any(c => char.IsControl(c) || char.IsSurrogate(c)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Theory]
    [MemberData(nameof(PageTexts))]
    public void Show_Text_ShowsDeceptiveCharactersByNumber(string? text, string line, string block)
    {
        Assert.Equal(line, VisibleText.Show(text));
        Assert.Equal(block, VisibleText.ShowLines(text));
    }

    [Fact]
    public void Show_WhatWasShown_StaysAsItIs() =>
        Prop.ForAll<string>(text => VisibleText.Show(text) is var shown && VisibleText.Show(shown) == shown)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
}
