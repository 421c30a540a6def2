using McpGateway.EndToEndTests.Support;
using Microsoft.Playwright;

namespace McpGateway.EndToEndTests.Web;

/// <summary>The list of clients that somebody let in, with names that try to deceive.</summary>
public sealed class LetInListTests(LetInListTests.WithClients shared) : SharedWebRig<LetInListTests.WithClients>(shared)
{
    [Theory]
    [InlineData(1280)]
    [InlineData(375)]
    public async Task List_WithDeceptiveNames_IsCleanAndAccessible(int width)
    {
        await Shared.LetInAsync(Browser);
        await using var visitor = await Browser.VisitAsync(Gateway.Address, width);
        await visitor.SignInAsync();
        await visitor.OpenAsync("/ui/tokens");
        await Assertions.Expect(visitor.Page.Locator("[data-client]")).ToHaveCountAsync(3);

        await Assertions.Expect(visitor.Page.Locator(".let-in")).ToContainTextAsync("Safe⟨U+202E⟩gnp.exe");
        await Assertions.Expect(visitor.Page.Locator(".let-in")).ToContainTextAsync("every MCP server of this gateway, and its API");
        Assert.DoesNotContain('\u202E', await visitor.Page.ContentAsync());
        await visitor.Page.Locator("#let-in").EvaluateAsync("element => element.scrollIntoView()");
        Assert.Empty(await PageAudit.InThemesAsync(visitor.Page, "let-in", PageAudit.Themes));
        Assert.Empty(visitor.Complaints);
    }

    /// <summary>A gateway on which the administrator let three clients in.</summary>
    public sealed class WithClients : SharedGateway
    {
        private bool _areIn;

        /// <summary>In the first test that asks: it takes a browser.</summary>
        internal async Task LetInAsync(Chromium browser)
        {
            if (_areIn)
            {
                return;
            }

            foreach (var (name, resource) in new[]
            {
                ("Notebook Assistant", "/currenttime/mcp"), (new string('W', 400) + "<b>\u202E</b>", "/currenttime/mcp"),
                ("Safe\u202Egnp.exe", null),
            })
            {
                var client = await PageClient.RegisterAsync(Gateway, name, Cancellation);
                await browser.AllowAsync(client, Gateway.Address, Cancellation, resource);
            }

            _areIn = true;
        }
    }
}
