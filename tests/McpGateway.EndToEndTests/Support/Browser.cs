using Microsoft.Playwright;

namespace McpGateway.EndToEndTests.Support;

/// <summary>A person with a real Chromium, who lets clients in.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private readonly IBrowser _browser;

    private Browser(IBrowser browser) => _browser = browser;

    public static async Task<Browser> StartAsync() => new(await BrowserPool.TakeAsync());

    /// <summary>Opens an address as a user who signs in and lets the client in.</summary>
    /// <returns>What the consent page said.</returns>
    public async Task<string> ConsentAsync(string url)
    {
        await using var context = await _browser.NewContextAsync();
        var page = await context.NewPageAsync();
        var blocked = new List<string>();
        page.Console += (_, message) => blocked.Add(message.Text);
        await page.GotoAsync(url);
        await SignInAsync(page);
        if (await page.Locator("#user_code").CountAsync() > 0)
        {
            await page.ClickAsync("button");
        }

        await page.WaitForSelectorAsync("#scopes");
        var said = await page.InnerTextAsync("main");
        await page.ClickAsync("button[value=allow]");

        // Back at the client, or for a device on the gateway's last page.
        await page.WaitForSelectorAsync("body:not(:has(#scopes))");
        Assert.DoesNotContain(blocked, text => text.Contains("Content Security Policy", StringComparison.Ordinal));
        return said;
    }

    /// <summary>A fresh browser profile with one page.</summary>
    public async Task<BrowserVisit> VisitAsync()
    {
        var context = await _browser.NewContextAsync();
        context.SetDefaultTimeout(90_000);
        return new(context, await context.NewPageAsync());
    }

    /// <summary>Fills in the sign-in page that is shown, or is about to be.</summary>
    public static async Task SignInAsync(IPage page)
    {
        await page.FillAsync("#username", "admin");
        await page.FillAsync("#password", GatewayProcess.Password);
        await page.ClickAsync("button");
    }

    /// <summary>Signs in and consents, on a page that a client sent to the authorization server.</summary>
    public static async Task LetInAsync(IPage page)
    {
        await SignInAsync(page);
        await page.WaitForSelectorAsync("#scopes");
        await page.ClickAsync("button[value=allow]");
    }

    public ValueTask DisposeAsync() => BrowserPool.GiveBackAsync(_browser);
}

/// <summary>One person's browser.</summary>
internal sealed record BrowserVisit(IBrowserContext Context, IPage Page) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Context.DisposeAsync();
}
