using McpGateway.EndToEndTests.Support;
using Microsoft.Playwright;

namespace McpGateway.EndToEndTests.Web;

/// <summary>The main task of every page without a mouse: what has the focus is always seen, and it is where one expects it.</summary>
public sealed class KeyboardTests(SharedGateway shared) : SharedWebRig<SharedGateway>(shared)
{
    [Fact]
    public async Task SignIn_WithTheKeyboard_OpensTheDashboard()
    {
        await using var visitor = await Browser.VisitAsync(Gateway.Address);
        await visitor.Page.GotoAsync("/");
        var keys = new Keys(visitor.Page);

        await keys.TabToAsync(visitor.Page.GetByLabel("User name"));
        await keys.TypeAsync("admin");
        await keys.TabToAsync(visitor.Page.GetByLabel("Password"));
        await keys.TypeAsync(GatewayProcess.Password);
        await keys.PressAsync("Enter");
        await visitor.ReadyAsync();

        await Assertions.Expect(visitor.Heading("Dashboard")).ToBeVisibleAsync();
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Frame_SkipLinkMenusAndNavigation_KeepTheFocusInSight()
    {
        await using var visitor = await Browser.VisitAsync(Gateway.Address);
        await visitor.SignInAsync();
        await visitor.OpenAsync("/ui/");
        var keys = new Keys(visitor.Page);
        var theme = visitor.Page.Locator(".theme-menu summary");

        // The focus is on the heading of a page that was opened; the skip link is the first stop of the document.
        await Assertions.Expect(visitor.Heading("Dashboard")).ToBeFocusedAsync();
        await keys.TabToAsync(visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Skip to content" }), "Shift+Tab", most: 20);
        await keys.PressAsync("Enter");
        await Assertions.Expect(visitor.Page.Locator("main")).ToBeFocusedAsync();
        await keys.TabToAsync(visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Register a server" }), most: 1);

        await visitor.OpenAsync("/ui/");
        await keys.TabToAsync(theme);
        await keys.PressAsync("Enter");
        await keys.PressAsync("ArrowDown");
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Light" })).ToBeFocusedAsync();
        await keys.PressAsync("Escape");
        await Assertions.Expect(theme).ToBeFocusedAsync();
        await Assertions.Expect(visitor.Page.Locator(".theme-menu[open]")).ToHaveCountAsync(0);

        await keys.TabToAsync(visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Activity", Exact = true }));
        await keys.PressAsync("Enter");
        await Assertions.Expect(visitor.Heading("Activity")).ToBeFocusedAsync();
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Drawer_OnAPhone_TakesTheFocusAndGivesItBack()
    {
        await using var visitor = await Browser.VisitAsync(Gateway.Address, 375, 800);
        await visitor.SignInAsync();
        await visitor.OpenAsync("/ui/");
        var keys = new Keys(visitor.Page);
        var menu = visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Menu", Exact = true });

        await keys.TabToAsync(menu);
        await keys.PressAsync("Enter");
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Dashboard", Exact = true })).ToBeFocusedAsync();
        await keys.PressAsync("Escape");

        await Assertions.Expect(menu).ToBeFocusedAsync();
        await Assertions.Expect(menu).ToHaveAttributeAsync("aria-expanded", "false");
    }

    [Fact]
    public async Task Register_TryRateAndRemove_WithTheKeyboard()
    {
        await using var upstream = await NodeServer.StartAsync("stateful-server.mjs", Cancellation);
        await using var visitor = await Browser.VisitAsync(Gateway.Address);
        await visitor.SignInAsync();
        await visitor.OpenAsync("/ui/register");
        var keys = new Keys(visitor.Page);

        await keys.TabToAsync(visitor.Page.GetByLabel("Address"));
        await keys.TypeAsync(upstream.Address.ToString());
        await keys.TabToAsync(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Test the connection" }));
        await keys.PressAsync("Enter");
        await Assertions.Expect(visitor.Page.Locator("[data-tested=yes]")).ToBeVisibleAsync();
        await keys.TabToAsync(visitor.Page.GetByLabel("Name", new() { Exact = true }), most: 1);
        await keys.FillAsync("My Peer");
        await Assertions.Expect(visitor.Page.GetByLabel("Path")).ToHaveValueAsync("/my-peer");
        await keys.TabToAsync(visitor.Page.GetByLabel("Description"));
        await keys.TypeAsync("Registered with the keyboard");
        await keys.TabToAsync(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Register the server" }));
        await keys.PressAsync("Enter");
        await visitor.AtAsync("/ui/server/my-peer");
        await Assertions.Expect(visitor.Page.Locator(".page-head .badge")).ToHaveTextAsync("Healthy");

        await keys.TabToAsync(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "5 stars" }));
        await keys.PressAsync("Space");
        await Assertions.Expect(visitor.Page.GetByText("5.0 from 1 rating")).ToBeVisibleAsync();

        await keys.TabToAsync(visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Try it", Exact = true }));
        await keys.PressAsync("Enter");
        await keys.TabToAsync(visitor.Page.GetByLabel("Tool", new() { Exact = true }));
        await keys.TypeAsync("test_simple");
        await Assertions.Expect(visitor.Page.GetByLabel("Tool", new() { Exact = true })).ToHaveValueAsync("test_simple_text");
        var run = visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Run" });
        await keys.TabToAsync(run);
        await keys.PressAsync("Enter");
        await Assertions.Expect(visitor.Page.Locator("[data-result=done] pre")).ToBeVisibleAsync();
        await Assertions.Expect(run).ToBeFocusedAsync();

        var toggle = visitor.Page.GetByRole(AriaRole.Switch);
        await keys.TabToAsync(toggle);
        await keys.PressAsync("Space");
        await Assertions.Expect(toggle).ToHaveAttributeAsync("aria-checked", "false");
        await Assertions.Expect(toggle).ToBeEnabledAsync();
        await Assertions.Expect(toggle).ToBeFocusedAsync();

        await RemoveAsync(visitor, keys);
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Register_WithFaults_MovesTheFocusToTheFirst()
    {
        await using var visitor = await Browser.VisitAsync(Gateway.Address);
        await visitor.SignInAsync();
        await visitor.OpenAsync("/ui/register");
        var keys = new Keys(visitor.Page);

        await keys.TabToAsync(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Register the server" }));
        await keys.PressAsync("Enter");

        await Assertions.Expect(visitor.Page.Locator("[aria-invalid=true]").First).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Access_RuleAddedAndSaved_WithTheKeyboard()
    {
        await using var visitor = await Browser.VisitAsync(Gateway.Address);
        await visitor.SignInAsync();
        await visitor.OpenAsync("/ui/access");
        var keys = new Keys(visitor.Page);

        await keys.TabToAsync(visitor.Page.GetByLabel("Name of a new group"));
        await keys.TypeAsync("night-shift");
        await keys.PressAsync("Enter");
        await visitor.Page.Locator("[data-group=night-shift]").WaitForAsync();
        await keys.TabToAsync(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Add a rule" }));
        await keys.PressAsync("Enter");
        await Assertions.Expect(visitor.Page.GetByLabel("Server", new() { Exact = true })).ToBeFocusedAsync();
        await keys.TypeAsync("currenttime");
        await keys.TabToAsync(visitor.Page.GetByLabel("Tools", new() { Exact = true }));
        await keys.TypeAsync("current_time_by_timezone");
        await Assertions.Expect(visitor.Page.Locator("[data-effect]")).ToContainTextAsync("Members of night-shift: gain 1 tool");
        await keys.TabToAsync(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }));
        await keys.PressAsync("Enter");
        await visitor.ToastAsync("in force");

        await keys.TabToAsync(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Remove the rule for currenttime" }));
        await keys.PressAsync("Enter");
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Add a rule" })).ToBeFocusedAsync();
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Tokens_VendedAndRevoked_WithTheKeyboard()
    {
        await using var visitor = await Browser.VisitAsync(Gateway.Address);
        await visitor.SignInAsync();
        await visitor.OpenAsync("/ui/tokens");
        var keys = new Keys(visitor.Page);

        await keys.TabToAsync(visitor.Page.GetByLabel("What for"));
        await keys.TypeAsync("the night shift");
        await keys.PressAsync("Enter");
        await visitor.Page.Locator("[data-token]").WaitForAsync();

        var revoke = visitor.Page.Locator("tr", new() { HasText = "the night shift" }).GetByRole(AriaRole.Button);
        var dialog = visitor.Page.GetByRole(AriaRole.Dialog);
        await keys.TabToAsync(revoke);
        await keys.PressAsync("Enter");
        await Assertions.Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Keep it" })).ToBeFocusedAsync();
        await keys.PressAsync("Escape");
        await Assertions.Expect(dialog).ToHaveCountAsync(0);
        await Assertions.Expect(revoke).ToBeFocusedAsync();

        await keys.PressAsync("Enter");
        await keys.TabToAsync(dialog.GetByRole(AriaRole.Button, new() { Name = "Revoke" }));
        await keys.PressAsync("Enter");
        await visitor.ToastAsync("revoked");
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "Tokens that you made" })).ToBeFocusedAsync();
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Activity_Filtered_WithTheKeyboard()
    {
        var token = await Gateway.VendAsync(Cancellation);
        foreach (var path in new[] { "/currenttime/mcp", "/mcpgw/mcp" })
        {
            await Gateway.CallAsync(path, token, """{"jsonrpc":"2.0","id":1,"method":"ping"}""", Cancellation);
        }

        await Eventually.GetAsync(async () =>
        {
            var text = await Gateway.Client.GetStringAsync(new Uri("/api/audit/calls?server=mcpgw", UriKind.Relative), Cancellation);
            return text.Contains("ping", StringComparison.Ordinal) ? text : null;
        });
        await using var visitor = await Browser.VisitAsync(Gateway.Address);
        await visitor.SignInAsync();
        await visitor.OpenAsync("/ui/activity");
        var keys = new Keys(visitor.Page);
        await Assertions.Expect(visitor.Page.Locator("[data-calls] tbody")).ToContainTextAsync("mcpgw");

        await keys.TabToAsync(visitor.Page.GetByLabel("Server", new() { Exact = true }));
        await keys.TypeAsync("currenttime");
        await keys.PressAsync("Enter");

        await Assertions.Expect(visitor.Page.Locator("[data-calls] tbody")).Not.ToContainTextAsync("mcpgw");
        await Assertions.Expect(visitor.Page.Locator("[data-calls] tbody")).ToContainTextAsync("currenttime");
        await keys.TabToAsync(visitor.Page.GetByLabel("Outcome"));
        await keys.TypeAsync("Denied");
        await Assertions.Expect(visitor.Page.GetByText("Nothing was recorded that fits this filter.")).ToBeVisibleAsync();
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Message_ClosedWithTheKeyboard_Goes()
    {
        await using var visitor = await Browser.VisitAsync(Gateway.Address);
        await visitor.SignInAsync();
        await visitor.OpenAsync("/ui/access");
        var keys = new Keys(visitor.Page);
        await keys.TabToAsync(visitor.Page.GetByLabel("Name of a new group"));
        await keys.TypeAsync("no spaces allowed, nor commas!");
        await keys.PressAsync("Enter");
        await visitor.Page.Locator("[data-toast]").First.WaitForAsync();

        await keys.TabToAsync(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Close this message" }), "Shift+Tab");
        await keys.PressAsync("Enter");

        await Assertions.Expect(visitor.Page.Locator("[data-toast]")).ToHaveCountAsync(0);
    }

    private static async Task RemoveAsync(Visitor visitor, Keys keys)
    {
        var remove = visitor.Page.Locator(".page-head").GetByRole(AriaRole.Button, new() { Name = "Remove" });
        var dialog = visitor.Page.GetByRole(AriaRole.Dialog);
        await keys.TabToAsync(remove);
        await keys.PressAsync("Enter");
        await Assertions.Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Keep it" })).ToBeFocusedAsync();

        // The browser's own frame is a stop too: nothing of the page behind the dialog is.
        for (var step = 0; step < 6; step++)
        {
            await keys.PressAsync("Tab");
            Assert.True(await visitor.Page.EvaluateAsync<bool>(
                "document.activeElement === document.body || !!document.activeElement.closest('dialog')"));
        }

        await keys.PressAsync("Escape");
        await Assertions.Expect(remove).ToBeFocusedAsync();
        await keys.PressAsync("Enter");
        await keys.TabToAsync(dialog.GetByRole(AriaRole.Button, new() { Name = "Remove" }));
        await keys.PressAsync("Enter");
        await visitor.AtAsync("/ui/servers");
        await Assertions.Expect(visitor.Heading("Servers")).ToBeFocusedAsync();
    }
}
