using McpGateway.EndToEndTests.Support;
using Microsoft.Playwright;

namespace McpGateway.EndToEndTests.Web;

/// <summary>What a page does when the gateway goes away under it, and when it comes back.</summary>
public sealed class ConnectionTests : WebRig
{
    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Gateway_StoppedAndStarted_PageSaysSoAndComesBackByItself(ColorScheme scheme)
    {
        await using var visitor = await Browser.VisitAsync(Gateway.Address, scheme: scheme);
        await visitor.SignInAsync();
        await visitor.OpenAsync("/ui/servers");
        await LeaveMarkAsync(visitor.Page);

        await Gateway.KillAsync(Cancellation);
        var words = visitor.Page.GetByRole(AriaRole.Alertdialog, new() { Name = "Connection lost" });
        await Assertions.Expect(words).ToBeVisibleAsync();
        await Assertions.Expect(words).ToContainTextAsync("not saved");
        Assert.True(await ContrastAsync(words) >= 4.5);
        await PageAudit.PictureAsync(visitor.Page, "connection", scheme == ColorScheme.Dark ? "dark" : "light");
        await Gateway.StartAgainAsync(Cancellation);

        await AwaitNewPageAsync(visitor);
        await Assertions.Expect(words).ToHaveCountAsync(0);
        await Assertions.Expect(visitor.Heading("Servers")).ToBeVisibleAsync();
        await Assertions.Expect(visitor.Page.Locator("#restart-note")).ToBeHiddenAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Table" }).ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("tbody tr[data-server]").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Gateway_StoppedWhileAFormIsFilledIn_InputIsKeptAndCalledUnsaved()
    {
        await using var visitor = await Browser.VisitAsync(Gateway.Address);
        await visitor.SignInAsync();
        await visitor.OpenAsync("/ui/register");
        await LeaveMarkAsync(visitor.Page);
        var name = visitor.Page.GetByLabel("Name", new() { Exact = true });
        await visitor.Page.GetByLabel("Address").FillAsync("http://127.0.0.1:9/mcp");
        await name.FillAsync("Half done");
        await Assertions.Expect(visitor.Page.GetByLabel("Path")).ToHaveValueAsync("/half-done");

        await Gateway.KillAsync(Cancellation);
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Alertdialog)).ToBeVisibleAsync();
        await Gateway.StartAgainAsync(Cancellation);
        await AwaitNewPageAsync(visitor);

        await Assertions.Expect(visitor.Page.Locator("#restart-note")).ToContainTextAsync("it is not saved");
        await Assertions.Expect(name).ToHaveValueAsync("Half done");
        await Assertions.Expect(visitor.Page.Locator("[data-toast]")).ToHaveCountAsync(0);
        await visitor.Page.GetByLabel("Description").FillAsync("Finished after all");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Register the server" }).ClickAsync();

        // The gateway knows what was put back, not only the browser.
        await visitor.AtAsync("/ui/server/half-done");
        await Assertions.Expect(visitor.Heading("Half done")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Socket_CutForAMoment_PageGoesOnWithWhatWasTyped()
    {
        await using var visitor = await Browser.VisitAsync(Gateway.Address);
        await visitor.SignInAsync();
        var sockets = new List<IWebSocketRoute>();
        await visitor.Page.RouteWebSocketAsync("**/_blazor**", socket =>
        {
            sockets.Add(socket);
            socket.ConnectToServer();
        });
        await visitor.OpenAsync("/ui/tokens");
        await LeaveMarkAsync(visitor.Page);
        await visitor.Page.GetByLabel("What for").FillAsync("kept over the gap");

        await sockets[0].CloseAsync(new() { Code = 1011 });
        await Eventually.GetAsync(() => Task.FromResult(sockets.Count > 1 ? sockets : null));
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Alertdialog)).ToHaveCountAsync(0);

        await Assertions.Expect(visitor.Page.Locator("html[data-before]")).ToHaveCountAsync(1);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Create the token" }).ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("tbody")).ToContainTextAsync("kept over the gap");
    }

    /// <summary>A page that is loaded anew does not know it any more.</summary>
    private static async Task LeaveMarkAsync(IPage page) =>
        await page.EvaluateAsync("() => { document.documentElement.dataset.before = 'yes'; }");

    private static async Task AwaitNewPageAsync(Visitor visitor)
    {
        await visitor.Page.Locator("html:not([data-before])").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await visitor.ReadyAsync();
    }

    private static Task<double> ContrastAsync(ILocator dialog) => dialog.EvaluateAsync<double>(
        """
        dialog => {
          const luminance = colour => {
            const [r, g, b] = colour.match(/[\d.]+/g).map(Number).map(part => part / 255)
              .map(part => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          const style = getComputedStyle(dialog);
          const [a, b] = [luminance(style.color), luminance(style.backgroundColor)].sort((x, y) => y - x);
          return (a + 0.05) / (b + 0.05);
        }
        """);
}
