using System.Net;
using McpGateway.EndToEndTests.Support;
using Microsoft.Playwright;

namespace McpGateway.EndToEndTests.Web;

/// <summary>The consent page says "until you take it back": this is where.</summary>
public sealed class AuthorizedClientsTests : WebRig
{
    private const string Ping = """{"jsonrpc":"2.0","id":1,"method":"ping"}""";

    [Fact]
    public async Task Client_LetInAndPutOutWithTheKeyboard_IsRefusedAtOnce()
    {
        var client = await PageClient.RegisterAsync(Gateway, "Notebook Assistant", Cancellation);
        var other = await PageClient.RegisterAsync(Gateway, "Code Editor", Cancellation);
        await using var visitor = await Browser.VisitAsync(Gateway.Address);
        await visitor.SignInAsync();
        await visitor.OpenAsync("/ui/tokens");
        await Assertions.Expect(visitor.Page.GetByText("Those that you allow are here")).ToBeVisibleAsync();

        var token = await LetInAsync(client);
        var kept = await LetInAsync(other);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (await PingAsync(token), await PingAsync(kept)));

        // They come without a reload.
        var entry = visitor.Page.Locator($"[data-client={client.Id}]");
        await Assertions.Expect(visitor.Page.Locator("[data-client]")).ToHaveCountAsync(2);
        await Assertions.Expect(entry).ToContainTextAsync("Notebook Assistant");
        await Assertions.Expect(entry).ToContainTextAsync("Name not verified");
        await Assertions.Expect(entry).ToContainTextAsync("It sent you to client.example.");
        await Assertions.Expect(entry).ToContainTextAsync("May use /currenttime/mcp");

        var keys = new Keys(visitor.Page);
        var dialog = visitor.Page.GetByRole(AriaRole.Dialog);
        var putOut = visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Put out Notebook Assistant" });
        await keys.TabToAsync(putOut);
        await keys.PressAsync("Enter");
        await Assertions.Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Keep it" })).ToBeFocusedAsync();
        await keys.PressAsync("Escape");
        await Assertions.Expect(putOut).ToBeFocusedAsync();
        Assert.Equal(HttpStatusCode.OK, await PingAsync(token));
        await keys.PressAsync("Enter");
        await keys.TabToAsync(dialog.GetByRole(AriaRole.Button, new() { Name = "Put it out" }));
        await keys.PressAsync("Enter");

        await visitor.ToastAsync("The client is out");
        await Assertions.Expect(entry).ToHaveCountAsync(0);
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "Clients you let in" })).ToBeFocusedAsync();
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (await PingAsync(token), await PingAsync(kept)));
        await Assertions.Expect(visitor.Page.Locator("[data-client]")).ToHaveCountAsync(1);
        Assert.Empty(visitor.Complaints);
    }

    [Theory]
    [InlineData("light", 1280)]
    [InlineData("dark", 1280)]
    [InlineData("light", 375)]
    [InlineData("dark", 375)]
    public async Task List_WithDeceptiveNames_IsCleanAndAccessible(string theme, int width)
    {
        await LetInAsync(await PageClient.RegisterAsync(Gateway, "Notebook Assistant", Cancellation));
        await LetInAsync(await PageClient.RegisterAsync(Gateway, new string('W', 400) + "<b>\u202E</b>", Cancellation));
        await LetInAsync(await PageClient.RegisterAsync(Gateway, "Safe\u202Egnp.exe", Cancellation), resource: null);
        await using var visitor = await Browser.VisitAsync(
            Gateway.Address, width, 860, theme == "dark" ? ColorScheme.Dark : ColorScheme.Light);
        await visitor.SignInAsync();
        await visitor.OpenAsync("/ui/tokens");
        await Assertions.Expect(visitor.Page.Locator("[data-client]")).ToHaveCountAsync(3);

        await Assertions.Expect(visitor.Page.Locator(".let-in")).ToContainTextAsync("Safe⟨U+202E⟩gnp.exe");
        await Assertions.Expect(visitor.Page.Locator(".let-in")).ToContainTextAsync("every MCP server of this gateway, and its API");
        Assert.DoesNotContain('\u202E', await visitor.Page.ContentAsync());
        Assert.Empty(await PageAudit.RunAsync(visitor.Page, Cancellation));
        await visitor.Page.Locator("#let-in").EvaluateAsync("element => element.scrollIntoView()");
        await PageAudit.PictureAsync(visitor.Page, "let-in", theme);
        Assert.Empty(visitor.Complaints);
    }

    /// <summary>The administrator signs in and allows it, in a browser of its own.</summary>
    private async Task<string> LetInAsync(PageClient client, string? resource = "/currenttime/mcp")
    {
        await using var visitor = await Browser.VisitAsync(Gateway.Address);
        var page = visitor.Page;
        await page.RouteAsync(
            "https://client.example/**",
            route => route.FulfillAsync(new() { ContentType = "text/html", Body = "<!doctype html><title>Client</title>" }));
        await page.GotoAsync(client.Address(resource));
        await page.GetByLabel("User name").FillAsync("admin");
        await page.GetByLabel("Password").FillAsync(GatewayProcess.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Allow" }).ClickAsync();
        await page.WaitForURLAsync("https://client.example/**");
        return await client.RedeemAsync(new(page.Url), Cancellation);
    }

    private async Task<HttpStatusCode> PingAsync(string token) =>
        (await Gateway.CallAsync("/currenttime/mcp", token, Ping, Cancellation)).Status;
}
