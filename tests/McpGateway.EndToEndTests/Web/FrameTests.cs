using System.Text.RegularExpressions;
using McpGateway.EndToEndTests.Support;
using Microsoft.Playwright;

namespace McpGateway.EndToEndTests.Web;

/// <summary>The frame around the pages: the way in, themes, the menu, search, live updates.</summary>
public sealed class FrameTests(SharedGateway shared) : SharedWebRig<SharedGateway>(shared)
{
    [Fact]
    public async Task SignIn_FromAnyPage_ReturnsToIt()
    {
        await using var visitor = await Browser.VisitAsync(Gateway.Address);
        await visitor.Page.GotoAsync("/ui/servers?status=enabled");
        Assert.Contains("/login?next=", visitor.Page.Url, StringComparison.Ordinal);

        await visitor.Page.GetByLabel("User name").FillAsync("admin");
        await visitor.Page.GetByLabel("Password").FillAsync(GatewayProcess.Password);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await visitor.ReadyAsync();

        Assert.EndsWith("/ui/servers?status=enabled", visitor.Page.Url, StringComparison.Ordinal);
        await Assertions.Expect(visitor.Heading("Servers")).ToBeVisibleAsync();
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task SignOut_InOneTab_EndsTheOtherOne()
    {
        await using var visitor = await Browser.VisitAsync(Gateway.Address);
        await visitor.SignInAsync();
        var other = await visitor.Page.Context.NewPageAsync();
        await other.GotoAsync("/ui/");
        await other.Locator("html[data-ready=true]").WaitForAsync(new() { State = WaitForSelectorState.Attached });

        await visitor.Page.Locator(".user-menu summary").ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();

        await Assertions.Expect(visitor.Page).ToHaveURLAsync(new Regex("/login$"));
        await Assertions.Expect(other).ToHaveURLAsync(new Regex(@"/login\?next="));
    }

    [Fact]
    public async Task ThemeAndMenu_Chosen_AreRemembered()
    {
        await using var visitor = await Browser.VisitAsync(Gateway.Address);
        await visitor.SignInAsync();
        var light = await visitor.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");

        await visitor.Page.Locator(".theme-menu summary").ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Dark" }).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Collapse or expand the menu" }).ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("html[data-theme=dark][data-sidebar=closed]")).ToHaveCountAsync(1);
        await visitor.OpenAsync("/ui/servers");

        await Assertions.Expect(visitor.Page.Locator("html[data-theme=dark][data-sidebar=closed]")).ToHaveCountAsync(1);
        Assert.NotEqual(light, await visitor.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"));
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Search_WithTheKeyboard_FindsAToolAndOpensItsServer()
    {
        await using var visitor = await Browser.VisitAsync(Gateway.Address);
        await visitor.SignInAsync();

        await visitor.Page.Keyboard.PressAsync("/");
        await visitor.Page.Keyboard.TypeAsync("current_time");
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Option, new() { Name = "current_time_by_timezone" })).ToBeVisibleAsync();
        await visitor.Page.Keyboard.PressAsync("Enter");

        // The page may be there before anybody waits for its navigation.
        await Assertions.Expect(visitor.Page).ToHaveURLAsync(new Regex(@"/ui/server/currenttime\?tab=tools"));
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Dashboard_ServerRegisteredElsewhere_AppearsWithoutReload()
    {
        await using var visitor = await Browser.VisitAsync(Gateway.Address);
        await visitor.SignInAsync();
        var before = int.Parse(
            await visitor.Page.Locator("[data-stat=servers]").TextContentAsync() ?? "", System.Globalization.CultureInfo.InvariantCulture);

        await using var upstream = await NodeServer.StartAsync("stateless-server.mjs", Cancellation);
        await Gateway.RegisterAsync("/peer", upstream.Address, Cancellation);

        await Assertions.Expect(visitor.Page.Locator("[data-stat=servers]"))
            .ToHaveTextAsync((before + 1).ToString(System.Globalization.CultureInfo.InvariantCulture));
        await Assertions.Expect(visitor.Page.Locator("[data-server='/peer']")).ToContainTextAsync("Healthy");
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Pages_Anonymous_AreRefused()
    {
        using var client = new HttpClient(
            new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        { BaseAddress = Gateway.Address };

        using var page = await client.GetAsync(new Uri("/ui/", UriKind.Relative), Cancellation);
        using var hub = await client.PostAsync(new Uri("/_blazor/negotiate?negotiateVersion=1", UriKind.Relative), null, Cancellation);

        Assert.Equal("/login?next=%2Fui%2F", page.Headers.Location?.OriginalString);
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, hub.StatusCode);
    }

    [Fact]
    public async Task Pages_Answers_ForbidFramingAndForeignScripts()
    {
        using var page = await Gateway.Client.GetAsync(new Uri("/ui/", UriKind.Relative), Cancellation);

        var policy = string.Join(' ', page.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-eval", policy, StringComparison.Ordinal);
        Assert.Equal("DENY", page.Headers.GetValues("X-Frame-Options").Single());
        Assert.DoesNotContain("<script>", await page.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Socket_FromAnotherSite_IsRefused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/_blazor?id=x");
        request.Headers.TryAddWithoutValidation("Connection", "Upgrade");
        request.Headers.TryAddWithoutValidation("Upgrade", "websocket");
        request.Headers.TryAddWithoutValidation("Sec-WebSocket-Version", "13");
        request.Headers.TryAddWithoutValidation("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        request.Headers.TryAddWithoutValidation("Origin", "https://evil.example");

        using var response = await Gateway.Client.SendAsync(request, Cancellation);

        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, response.StatusCode);
    }
}
