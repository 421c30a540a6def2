using System.Text.Json;
using McpGateway.EndToEndTests.Support;
using Microsoft.Playwright;

namespace McpGateway.EndToEndTests.Web;

/// <summary>A person with a browser, and a real OpenID provider in a process of its own: everything is clicked.</summary>
public sealed class ProviderSignInTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("plain", "oidc", "Company sign-in")]
    [InlineData("keycloak", "keycloak", "Keycloak")]
    public async Task SignInAndOut_ByClicking_HappensHereAndAtTheProvider(string shape, string name, string button)
    {
        await using var rig = await ProviderRig.StartAsync(shape, name);
        await using var visitor = await rig.VisitAsync();
        var page = visitor.Page;

        await page.GotoAsync("/ui/servers");
        await page.GetByRole(AriaRole.Link, new() { Name = "Continue with " + button }).ClickAsync();
        await ProviderRig.SignInThereAsync(page, "carol");
        await visitor.ReadyAsync();

        // Back where the way began, as that person, with the groups that the provider states.
        await Assertions.Expect(visitor.Heading("Servers")).ToBeVisibleAsync();
        Assert.EndsWith("/ui/servers", page.Url, StringComparison.Ordinal);
        var me = JsonSerializer.Deserialize<JsonElement>(
            await page.EvaluateAsync<string>("fetch('/api/auth/me').then(answer => answer.text())"));
        Assert.Equal(("carol", name, """["public-mcp-users","staff"]"""),
            (me.GetProperty("username").GetString(), me.GetProperty("provider").GetString(), me.GetProperty("groups").ToString()));

        await page.Locator(".user-menu summary").ClickAsync();
        await Assertions.Expect(page.Locator(".user-menu")).ToContainTextAsync("Person carol");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes, sign me out" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("You are signed out.");

        // The provider has forgotten her too: it asks who is there.
        await page.GetByRole(AriaRole.Link, new() { Name = "Continue with " + button }).ClickAsync();
        await Assertions.Expect(page.Locator("input[name=login]")).ToBeVisibleAsync();
        Assert.DoesNotContain(visitor.Complaints, complaint => complaint.Contains(rig.Gateway.Address.Authority, StringComparison.Ordinal)
            || complaint.Contains("Content Security Policy", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Provider_Cancelled_SaysSoAndKeepsTheWay()
    {
        await using var rig = await ProviderRig.StartAsync("plain", "oidc");
        await using var visitor = await rig.VisitAsync();
        var page = visitor.Page;

        await page.GotoAsync("/ui/servers");
        await page.GetByRole(AriaRole.Link, new() { Name = "Continue with Company sign-in" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Cancel" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("did not sign you in");
        await page.GetByRole(AriaRole.Link, new() { Name = "Continue with Company sign-in" }).ClickAsync();
        await ProviderRig.SignInThereAsync(page, "carol");

        await Assertions.Expect(visitor.Heading("Servers")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Provider_Away_SaysSo()
    {
        await using var rig = await ProviderRig.StartAsync("plain", "oidc");
        await rig.Provider.ControlAsync("down", Cancellation);
        await using var visitor = await rig.VisitAsync();

        await visitor.Page.GotoAsync("/login");
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Continue with Company sign-in" }).ClickAsync();

        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("cannot be reached");
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task LocalSignIn_SwitchedOff_OffersTheProviderAlone()
    {
        await using var rig = await ProviderRig.StartAsync(
            "plain", "oidc", KeyValuePair.Create<string, string?>("LOCAL_SIGN_IN_ENABLED", "false"));
        await using var visitor = await rig.VisitAsync();
        var page = visitor.Page;

        await page.GotoAsync("/login");
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Continue with Company sign-in" })).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("form")).ToHaveCountAsync(0);
        Assert.Empty(await PageAudit.RunAsync(page));
        await page.GotoAsync("/login/password");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("switched off");
        Assert.Empty(visitor.Complaints);
    }
}
