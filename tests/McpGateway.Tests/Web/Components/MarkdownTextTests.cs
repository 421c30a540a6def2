using Bunit;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Web.Components;

namespace McpGateway.Tests.Web.Components;

public sealed class MarkdownTextTests : BunitContext
{
    [Theory]
    [InlineData("**bold** and *soft*", "<strong>bold</strong> and <em>soft</em>")]
    [InlineData("`code <b>`", "<code>code &lt;b&gt;</code>")]
    [InlineData("a <b>tag</b>", "a &lt;b&gt;tag&lt;/b&gt;")]
    [InlineData("![a picture](https://evil.example/x.png)", "a picture")]
    [InlineData("[press](javascript:alert(1))", "press")]
    [InlineData("[press](data:text/html,x)", "press")]
    [InlineData("[press](//evil.example)", "press")]
    [InlineData("[press](ui/settings)", "press")]
    [InlineData("a\u202Eb", "a⟨U+202E⟩b")]
    public void Render_Words_AreTextAndHarmlessMarkup(string text, string expected) =>
        Render(MarkdownText.Render(text)).MarkupMatches($"<p>{expected}</p>");

    [Fact]
    public void Render_Link_OpensElsewhereAndSaysWhere()
    {
        var link = Render(MarkdownText.Render("[the manual](https://docs.example/a?b=1)")).Find("a");

        Assert.Equal("https://docs.example/a?b=1", link.GetAttribute("href"));
        Assert.Equal("_blank", link.GetAttribute("target"));
        Assert.Contains("noopener", link.GetAttribute("rel"), StringComparison.Ordinal);
        Assert.Equal("https://docs.example/a?b=1", link.GetAttribute("title"));
    }

    [Fact]
    public void Render_Lists_AreLists() => Render(MarkdownText.Render("- one\n- two")).MarkupMatches(
        "<ul><li><p>one</p></li><li><p>two</p></li></ul>");

    [Fact]
    public void Render_Null_IsAnEmptyParagraph() => Assert.Equal("", Render(MarkdownText.Render(null)).Find("p").TextContent);

    /// <summary>Deeper than the reader goes: shown as it is.</summary>
    [Fact]
    public void Render_DeeplyNested_IsText() =>
        Assert.StartsWith(
            ">", Render(MarkdownText.Render(new string('>', 5000) + " x")).Find("*").TextContent.Trim(), StringComparison.Ordinal);

    [Theory]
    [InlineData("Sends **one** letter.\n\nMore.", "Sends one letter.")]
    [InlineData("# Title\n\nText `x`", "Text x")]
    [InlineData("", "")]
    public void FirstLine_Text_IsItsFirstParagraphInWords(string text, string expected) =>
        Assert.Equal(expected, MarkdownText.FirstLine(text));

    [Fact]
    public void Render_AnyText_MakesNoActiveMarkup() => Prop.ForAll(HostileText.Any, text =>
    {
        var page = Render(MarkdownText.Render(text));

        Assert.Empty(page.FindAll("script, img, b, iframe, style, form, input, [onmouseover], [onfocus], [onerror]"));
        Assert.All(page.FindAll("a"), static link => Assert.StartsWith("http", link.GetAttribute("href"), StringComparison.Ordinal));
        Assert.Empty(page.FindAll("*").SelectMany(static element => HostileText.UnseenIn(element.TextContent, allowsLines: true)));
    }).QuickCheckThrowOnFailure();
}
