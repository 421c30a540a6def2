using Bunit;
using McpGateway.Web.Components;
using Microsoft.AspNetCore.Components.Web;

namespace McpGateway.Tests.Web.Components;

public sealed class CopyButtonTests : BunitContext
{
    [Fact]
    public async Task Pressed_BrowserCopies_SaysSo()
    {
        JSInterop.Setup<bool>("mcpUi.copy", "claude mcp add").SetResult(true);
        var button = Show("claude mcp add");

        await button.Find("button").ClickAsync(new MouseEventArgs());

        Assert.Equal("Copied", button.Find("span").TextContent);
        Assert.Equal("polite", button.Find("span").GetAttribute("aria-live"));
    }

    [Fact]
    public async Task Pressed_BrowserRefuses_DoesNotClaimIt()
    {
        JSInterop.Setup<bool>("mcpUi.copy", "text").SetResult(false);
        var button = Show("text");

        await button.Find("button").ClickAsync(new MouseEventArgs());

        Assert.Equal("Copy", button.Find("span").TextContent);
    }

    [Fact]
    public async Task Text_ChangedAfterwards_IsNotTheOneCopied()
    {
        JSInterop.Setup<bool>("mcpUi.copy", "one").SetResult(true);
        var button = Show("one");
        await button.Find("button").ClickAsync(new MouseEventArgs());

        button.Render(parameters => parameters.Add(component => component.Text, "two"));

        Assert.Equal("Copy", button.Find("span").TextContent);
    }

    /// <summary>The text may change while the browser asks for permission.</summary>
    [Fact]
    public async Task Text_ChangedWhileTheBrowserAsks_IsNotTheOneCopied()
    {
        var asked = JSInterop.Setup<bool>("mcpUi.copy", "one");
        var button = Show("one");
        var click = button.Find("button").ClickAsync(new MouseEventArgs());
        button.Render(parameters => parameters.Add(component => component.Text, "two"));

        asked.SetResult(true);
        await click;

        Assert.Equal("Copy", button.Find("span").TextContent);
    }

    [Fact]
    public void Label_Given_IsShown() => Assert.Equal(
        "Copy the command",
        Render<CopyButton>(parameters => parameters.Add(
            component => component.Text, "x").Add(component => component.Label, "Copy the command")).Find("span").TextContent);

    /// <summary>A button in a form would send it.</summary>
    [Fact]
    public void Button_InAForm_DoesNotSendIt() => Assert.Equal("button", Show("x").Find("button").GetAttribute("type"));

    private IRenderedComponent<CopyButton> Show(string text) =>
        Render<CopyButton>(parameters => parameters.Add(component => component.Text, text));
}
