using Bunit;
using McpGateway.Core.Invocation;
using McpGateway.Web.Pages.Server;

namespace McpGateway.Tests.Web.Pages;

/// <summary>What a foreign tool answered, shown so that nothing in it is executed.</summary>
public sealed class ContentViewTests : BunitContext
{
    [Theory]
    [InlineData("""{"a":[1]}""", "{\n  \"a\": [\n    1\n  ]\n}")]
    [InlineData("  [1]", "[\n  1\n]")]
    [InlineData("{broken", "{broken")]
    [InlineData("7", "7")]
    [InlineData("two\nlines", "two\nlines")]
    [InlineData("", "")]
    public void Text_ThatIsJson_IsLaidOut(string text, string expected) => Assert.Equal(
        expected, Show(new(ToolContentKind.Text) { Text = text }).Find("pre").TextContent.ReplaceLineEndings("\n"));

    [Theory]
    [InlineData(ToolContentKind.Text)]
    [InlineData(ToolContentKind.Link)]
    [InlineData(ToolContentKind.Resource)]
    [InlineData(ToolContentKind.Other)]
    public void Content_WithMarkup_IsShownAsText(ToolContentKind kind)
    {
        const string Hostile = "<img src=x onerror=alert(1)>\u202e";
        var type = kind == ToolContentKind.Other ? null : Hostile;
        var view = Show(new(kind) { Text = Hostile, Uri = "javascript:alert(1)", MimeType = type });

        Assert.Empty(view.FindAll("img, a, script, [href], [src]"));
        Assert.Contains("<img src=x", string.Concat(view.Nodes.Select(static node => node.TextContent)), StringComparison.Ordinal);
        Assert.Contains("⟨U+202E⟩", view.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("image/png", "data:image/png;base64,AQID")]
    [InlineData("IMAGE/JPEG", "data:image/jpeg;base64,AQID")]
    [InlineData("image/webp", "data:image/webp;base64,AQID")]
    [InlineData("image/svg+xml", null)]
    [InlineData("text/html", null)]
    [InlineData("image/png;charset=x", null)]
    [InlineData("image/png\" onerror=\"alert(1)", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Image_OfAKind_IsDrawnOnlyWhenItIsABitmap(string? type, string? source)
    {
        var view = Show(new(ToolContentKind.Image) { MimeType = type, Data = new byte[] { 1, 2, 3 } });

        Assert.Equal(source, view.FindAll("img").SingleOrDefault()?.GetAttribute("src"));
        Assert.Equal(source is null, view.Markup.Contains("cannot be shown here", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("audio/ogg", 1)]
    [InlineData("audio/x-unknown", 0)]
    public void Audio_OfAKind_CanBePlayedWhenItIsKnown(string type, int players)
    {
        var view = Show(new(ToolContentKind.Audio) { MimeType = type, Data = new byte[] { 1 } });

        Assert.Equal(players, view.FindAll("audio[controls]").Count);
    }

    private IRenderedComponent<ContentView> Show(ToolContent content) =>
        Render<ContentView>(parameters => parameters.Add(view => view.Content, content));
}
