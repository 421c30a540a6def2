using Microsoft.Playwright;

namespace McpGateway.EndToEndTests.Support;

/// <summary>Clients let in on the gateway's own pages.</summary>
internal static class PageConsent
{
    /// <summary>The administrator signs in and allows it, in a browser of its own.</summary>
    public static async Task<string> AllowAsync(
        this Chromium browser, PageClient client, Uri gateway, CancellationToken cancellationToken, string? resource = "/currenttime/mcp")
    {
        await using var visitor = await browser.VisitAsync(gateway);
        var page = visitor.Page;
        await page.RouteAsync(
            "https://client.example/**",
            route => route.FulfillAsync(new() { ContentType = "text/html", Body = "<!doctype html><title>Client</title>" }));
        await page.GotoAsync(client.Address(resource));
        await page.GetByLabel("User name").FillAsync("admin");
        await page.GetByLabel("Password").FillAsync(GatewayProcess.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Allow" }).ClickAsync();
        await Assertions.Expect(page).ToHaveTitleAsync("Client");
        return await client.RedeemAsync(new(page.Url), cancellationToken);
    }
}
