using System.Net.Http.Json;
using McpGateway.EndToEndTests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;

namespace McpGateway.EndToEndTests.Web;

/// <summary>
/// What holds on every page outside the UI: sign-in, consent, devices, what went wrong. And that they need no script and no mouse.
/// </summary>
public sealed class StandalonePageTests(StandalonePageTests.WithProviders shared)
    : SharedWebRig<StandalonePageTests.WithProviders>(shared)
{
    private const string Hidden = "Safe\u202Egnp.exe\u200B";

    [Theory]
    [InlineData(1440)]
    [InlineData(390)]
    public async Task Page_InEveryThemeAndWidth_IsCleanAndAccessible(int width)
    {
        var client = await PageClient.RegisterAsync(Gateway, "Notebook Assistant", Cancellation);
        var hostile = await PageClient.RegisterAsync(Gateway, new string('W', 400) + Hidden, Cancellation);
        var local = await PageClient.RegisterAsync(Gateway, "Code Editor", Cancellation, "http://127.0.0.1/callback");
        var (code, deviceAddress) = await client.StartDeviceAsync(Cancellation);
        var newcomer = $"newcomer-{width}";
        await AddAccountAsync(newcomer, $"{newcomer}s");
        await using var visitor = await Browser.VisitAsync(Gateway.Address, width);
        var findings = new List<string>();

        await SeeAsync("/login", "Sign in", "signin");
        await SeeAsync("/login?error=Invalid+username+or+password", "Sign in", "signin-wrong");
        await SeeAsync("/login/password?error=Choose+a+new+password+to+go+on", "Change password", "password");
        await SignInAsync(visitor.Page, newcomer, "/ui/");
        await LookAsync("No access yet", "no-access");
        await SignInAsync(visitor.Page, "admin", "/device");
        await LookAsync("Connect a device", "device");
        await visitor.Page.GetByLabel("Code").FillAsync("BBBB-BBBB");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("#problem")).ToContainTextAsync("not known");
        await LookAsync("Connect a device", "device-wrong");
        await SeeAsync(deviceAddress, "Connect a device", "device-link");
        await Assertions.Expect(visitor.Page.GetByLabel("Code")).ToHaveValueAsync(code);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await LookAsync("Let this client in?", "device-consent");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Deny" }).ClickAsync();
        await LookAsync("Device refused", "device-refused");
        await SeeAsync(client.Address(), "Let this client in?", "consent");
        await SeeAsync(client.Address(resource: null, scope: "registry-admins"), "Let this client in?", "consent-scopes");
        await SeeAsync(hostile.Address(), "Let this client in?", "consent-hostile");
        await SeeAsync(
            local.Address(resource: null, redirectUri: "http://127.0.0.1:51234/callback"), "Let this client in?", "consent-local");
        await SeeAsync("/oauth2/authorize?client_id=unknown", "This did not work", "problem");
        await SeeAsync("/oauth2/callback/oidc?state=old&code=old", "Sign-in did not work", "callback-problem");
        await SeeAsync("/oauth2/egress/callback?state=old", "Account not connected", "connect-problem");

        Assert.True(findings.Count == 0, string.Join('\n', findings));

        // The three last pages are error answers, and the wrong code too.
        Assert.DoesNotContain(
            visitor.Complaints,
            complaint =>
                !complaint.Contains("status 4", StringComparison.Ordinal) && !complaint.Contains("status of 4", StringComparison.Ordinal));

        async Task SeeAsync(string address, string heading, string picture)
        {
            await visitor.Page.GotoAsync(address);
            await LookAsync(heading, picture);
        }

        async Task LookAsync(string heading, string picture)
        {
            await Assertions.Expect(visitor.Heading(heading)).ToBeVisibleAsync();
            findings.AddRange(await PageAudit.InThemesAsync(visitor.Page, picture, PageAudit.Themes));
        }
    }

    [Fact]
    public async Task NoAccess_GroupsGivenMeanwhile_LetsInWithoutSigningInAgain()
    {
        await AddAccountAsync("nora", "newcomers");
        await using var visitor = await Browser.VisitAsync(Gateway.Address);
        await SignInAsync(visitor.Page, "nora", "/");
        await Assertions.Expect(visitor.Page.Locator("#groups")).ToHaveTextAsync("newcomers");
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Check again" }).ClickAsync();
        await Assertions.Expect(visitor.Heading("No access yet")).ToBeVisibleAsync();

        using var content = JsonContent.Create(new { groups = (string[])["public-mcp-users"] });
        using var answer = await Gateway.Client.PatchAsync(
            new Uri("/api/management/iam/users/nora", UriKind.Relative), content, Cancellation);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Check again" }).ClickAsync();

        await visitor.ReadyAsync();
        await Assertions.Expect(visitor.Heading("Dashboard")).ToBeVisibleAsync();
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Theme_ChosenInTheUi_CountsHereToo()
    {
        await using var visitor = await Browser.VisitAsync(Gateway.Address);
        await visitor.Page.GotoAsync("/login");
        var light = await visitor.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");
        await visitor.Page.Context.AddCookiesAsync([new() { Name = "ui_theme", Value = "dark", Url = Gateway.Address.ToString() }]);
        await visitor.Page.ReloadAsync();

        Assert.NotEqual(light, await visitor.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"));
        await Assertions.Expect(visitor.Page.Locator("html[data-theme=dark]")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task SignInAndConsent_WithoutScript_Work()
    {
        await using var program = await StartProgramAsync();
        var client = await PageClient.RegisterAsync(Gateway, "Notebook Assistant", Cancellation, "http://127.0.0.1/callback");
        await using var visitor = await Browser.VisitAsync(Gateway.Address);
        await using var context = await visitor.Page.Context.Browser!.NewContextAsync(
            new() { BaseURL = Gateway.Address.ToString(), JavaScriptEnabled = false });
        var page = await context.NewPageAsync();

        await page.GotoAsync(client.Address(redirectUri: CallbackOf(program)));
        await page.GetByLabel("User name").FillAsync("admin");
        await page.GetByLabel("Password").FillAsync("wrong");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("password is wrong");
        await page.GetByLabel("User name").FillAsync("admin");
        await page.GetByLabel("Password").FillAsync(GatewayProcess.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Allow" }).ClickAsync();

        await Assertions.Expect(page.GetByText("Back at the client")).ToBeVisibleAsync();
        Assert.Contains("code=", page.Url, StringComparison.Ordinal);
        Assert.Contains("state=of-the-client", page.Url, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Allow", "code=")]
    [InlineData("Deny", "error=access_denied")]
    public async Task SignInAndConsent_WithTheKeyboardAlone_Work(string decision, string expected)
    {
        await using var program = await StartProgramAsync();
        var client = await PageClient.RegisterAsync(Gateway, "Notebook Assistant", Cancellation, "http://127.0.0.1/callback");
        await using var visitor = await Browser.VisitAsync(Gateway.Address);

        await visitor.Page.GotoAsync(client.Address(redirectUri: CallbackOf(program)));
        await TabToAsync(visitor.Page, visitor.Page.GetByLabel("User name"));
        await visitor.Page.Keyboard.TypeAsync("admin");
        await TabToAsync(visitor.Page, visitor.Page.GetByLabel("Password"));
        await visitor.Page.Keyboard.TypeAsync(GatewayProcess.Password);
        await visitor.Page.Keyboard.PressAsync("Enter");
        await visitor.Heading("Let this client in?").WaitForAsync();
        await TabToAsync(visitor.Page, visitor.Page.GetByRole(AriaRole.Button, new() { Name = decision }));
        await visitor.Page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(visitor.Page.GetByText("Back at the client")).ToBeVisibleAsync();
        Assert.Contains(expected, visitor.Page.Url, StringComparison.Ordinal);
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Device_CodeTypedAsPeopleDo_IsUnderstood()
    {
        var client = await PageClient.RegisterAsync(Gateway, "Television", Cancellation);
        var (code, _) = await client.StartDeviceAsync(Cancellation);
        await using var visitor = await Browser.VisitAsync(Gateway.Address);
        await visitor.Page.GotoAsync("/device");
        await SignInAsync(visitor.Page, "admin");

        // The field has the focus, so that the code can be typed at once.
        await visitor.Heading("Connect a device").WaitForAsync();
        await visitor.Page.Keyboard.TypeAsync(code.Replace('-', ' ').ToLowerInvariant());
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(visitor.Page.Locator("#client")).ToHaveTextAsync("Television");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Allow" }).ClickAsync();

        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("go on at the device");
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Consent_HostileClientName_IsShownAsText()
    {
        const string Markup = "</strong><img src=x onerror=\"window.pwned=1\"><script>window.pwned=1</script>";
        await using var visitor = await Browser.VisitAsync(Gateway.Address);
        await visitor.Page.GotoAsync("/login");
        await SignInAsync(visitor.Page, "admin", "/device");

        foreach (var (name, shown) in new[] { (Markup, "<script>"), (
            Hidden,
            "Safe⟨U+202E⟩gnp.exe⟨U+200B⟩"), (new string('x', 1000), new string('x', 100) + "…"), ("A\u0301\u0301\u0301"
                + new string('\u0301', 300), "…") })
        {
            var client = await PageClient.RegisterAsync(Gateway, name, Cancellation);
            await visitor.Page.GotoAsync(client.Address());
            await Assertions.Expect(visitor.Page.Locator("#client")).ToContainTextAsync(shown[..Math.Min(8, shown.Length)]);
            await Assertions.Expect(visitor.Page.Locator("main img, main script")).ToHaveCountAsync(0);
            await Assertions.Expect(visitor.Page.Locator("#destination")).ToHaveTextAsync("client.example");
            Assert.DoesNotContain('\u202E', await visitor.Page.ContentAsync());
            Assert.InRange((await visitor.Page.Locator("#client").BoundingBoxAsync())!.Height, 1, 120);
        }

        Assert.True(await visitor.Page.EvaluateAsync<bool>("window.pwned === undefined"));
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Pages_InAFrame_ShowNothing()
    {
        await using var visitor = await Browser.VisitAsync(Gateway.Address);
        await visitor.Page.RouteAsync(
            "https://evil.example/",
            route => route.FulfillAsync(
                new() { ContentType = "text/html", Body = $"<iframe src=\"{new Uri(Gateway.Address, "/login")}\"></iframe>" }));
        await visitor.Page.GotoAsync("https://evil.example/");

        await Assertions.Expect(visitor.Page.FrameLocator("iframe").GetByLabel("Password")).ToHaveCountAsync(0);
        foreach (var path in new[] { "/login", "/login/password", "/device", "/oauth2/authorize?client_id=unknown" })
        {
            using var answer = await Gateway.Client.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
            Assert.Equal("DENY", answer.Headers.GetValues("X-Frame-Options").Single());
            Assert.Contains("default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.Contains(
                "frame-ancestors 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        }
    }

    /// <summary>A client's own small web server, as programs on a computer have it for the way back.</summary>
    private static async Task<WebApplication> StartProgramAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var program = builder.Build();
        program.Run(static context =>
        {
            context.Response.ContentType = "text/html";
            return context.Response.WriteAsync("<!doctype html><title>Client</title><link rel=icon href=data:,><p>Back at the client");
        });
        await program.StartAsync(Cancellation);
        return program;
    }

    private static string CallbackOf(WebApplication program) => program.Urls.Single() + "/callback";

    private static async Task TabToAsync(IPage page, ILocator target)
    {
        for (var step = 0; step < 20; step++)
        {
            if (await target.EvaluateAsync<bool>("element => element === document.activeElement"))
            {
                return;
            }

            await page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail("The keyboard does not lead there.");
    }

    /// <summary>Fills in the sign-in form; with <paramref name="next"/> after going there.</summary>
    private static async Task SignInAsync(IPage page, string user, string? next = null)
    {
        if (next is not null)
        {
            await page.GotoAsync("/login?next=" + Uri.EscapeDataString(next));
        }

        await page.GetByLabel("User name").FillAsync(user);
        await page.GetByLabel("Password").FillAsync(GatewayProcess.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("User name")).ToHaveCountAsync(0);
    }

    private async Task AddAccountAsync(string name, string group)
    {
        foreach (var (path, body) in new (string, object)[]
        {
            ("/api/management/iam/groups", new { name = group, description = "Not yet in any scope" }),
            ("/api/management/iam/users/human",
                new
                {
                    username = name,
                    email = $"{name}@example.org",
                    firstname = name,
                    lastname = "Newcomer",
                    groups = new[] { group },
                    password = GatewayProcess.Password,
                }),
        })
        {
            using var content = JsonContent.Create(body);
            using var answer = await Gateway.Client.PostAsync(new Uri(path, UriKind.Relative), content, Cancellation);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
        }
    }

    /// <summary>A gateway with every way to sign in.</summary>
    public sealed class WithProviders : SharedGateway
    {
        // Several providers; none of them is asked anything before somebody presses its button.
        private protected override IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?>(
            StringComparer.Ordinal)
        {
            ["KEYCLOAK_ENABLED"] = "true",
            ["KEYCLOAK_URL"] = "http://127.0.0.1:1",
            ["KEYCLOAK_CLIENT_ID"] = "gateway",
            ["ENTRA_ENABLED"] = "true",
            ["ENTRA_TENANT_ID"] = "11111111-2222-3333-4444-555555555555",
            ["ENTRA_CLIENT_ID"] = "gateway",
            ["GITHUB_ENABLED"] = "true",
            ["GITHUB_CLIENT_ID"] = "gateway",
            ["OIDC_ENABLED"] = "true",
            ["OIDC_DISPLAY_NAME"] = "Company sign-in",
            ["OIDC_ISSUER"] = "http://127.0.0.1:1",
            ["OIDC_CLIENT_ID"] = "gateway",
        };
    }
}
