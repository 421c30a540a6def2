using Microsoft.Playwright;

namespace McpGateway.EndToEndTests.Support;

/// <summary>A person with a real Chromium. Missing locally: tests are skipped by name; missing in CI: they fail.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private const string Executable = "/usr/bin/chromium";

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Browser(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    public static async Task<Browser> StartAsync()
    {
        if (!File.Exists(Executable))
        {
            Assert.SkipUnless(Repository.IsContinuousIntegration, $"{Executable} is not installed (./build.sh tools).");
            Assert.Fail($"{Executable} is not installed.");
        }

        var playwright = await Playwright.CreateAsync();
        return new(playwright, await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Executable, Args = ["--no-sandbox"] }));
    }

    /// <summary>Opens an address as a user who signs in and lets the client in.</summary>
    /// <returns>What the consent page said.</returns>
    public async Task<string> ConsentAsync(string url)
    {
        await using var context = await _browser.NewContextAsync();
        var page = await context.NewPageAsync();
        var blocked = new List<string>();
        page.Console += (_, message) => blocked.Add(message.Text);
        await page.GotoAsync(url);
        await page.FillAsync("#username", "admin");
        await page.FillAsync("#password", GatewayProcess.Password);
        await page.ClickAsync("button");
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

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
