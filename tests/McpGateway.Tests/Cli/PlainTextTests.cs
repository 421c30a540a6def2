using McpGateway.Cli.Connect;
using McpGateway.Cli.Terminals;

namespace McpGateway.Tests.Cli;

/// <summary>Texts of others on their way to a terminal or a file.</summary>
public sealed class PlainTextTests
{
    [Theory]
    [InlineData("plain — ünïcode", "plain — ünïcode")]
    [InlineData("\u001b[2J\u001b]0;title\u0007", "\uFFFD[2J\uFFFD]0;title\uFFFD")]
    [InlineData("a\u202Egnp.exe", "a\uFFFDgnp.exe")]
    [InlineData("one\ntwo\tthree\r", "one two three ")]
    [InlineData("\u009b31m", "\uFFFD31m")]
    [InlineData(null, "")]
    public void Line_ControlCharacters_AreNotPassedOn(string? text, string shown) => Assert.Equal(shown, PlainText.Line(text));

    [Fact]
    public void Lines_LineBreaks_Stay() => Assert.Equal("one\ntwo\uFFFD", PlainText.Lines("one\ntwo\u0001"));

    [Fact]
    public void Diff_OneRegion_IsShownWithItsSurroundings() => Assert.Equal(
        ["  b", "  c", "  d", "- e", "+ E", "+ F", "  f"],
        LineDiff.Of("a\nb\nc\nd\ne\nf\n", "a\nb\nc\nd\nE\nF\nf\n"));

    [Fact]
    public void Diff_SameText_IsEmpty() => Assert.Empty(LineDiff.Of("a\nb", "a\nb\n"));
}
