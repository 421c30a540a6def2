using System.Net.Http.Json;
using McpGateway.EndToEndTests.Support;
using Microsoft.Playwright;

namespace McpGateway.EndToEndTests.Web;

/// <summary>
/// What a server's page shows only at times, too, is accessible and fits a phone: the history as a table, the forms, the account.
/// </summary>
public sealed class ServerPageStatesTests(ServerPageStatesTests.Broken shared) : SharedWebRig<ServerPageStatesTests.Broken>(shared)
{
    [Theory]
    [InlineData(1280)]
    [InlineData(375)]
    public async Task States_InEveryThemeAndWidth_AreCleanAndAccessible(int width)
    {
        await using var visitor = await Browser.VisitAsync(Gateway.Address, width);
        await visitor.SignInAsync();

        await visitor.OpenAsync("/ui/server/peer");
        await Assertions.Expect(visitor.Page.Locator("[data-account=not_connected]")).ToBeVisibleAsync();
        await visitor.Page.GetByText("As a table").ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("[data-change]").First).ToBeVisibleAsync();
        await AssertCleanAsync(visitor, "history");

        await visitor.OpenAsync("/ui/server/peer?tab=credentials");
        await Assertions.Expect(visitor.Page.GetByLabel("Authorization endpoint")).ToHaveValueAsync("http://127.0.0.1:1/a");
        await visitor.Page.GetByText("Rarely needed").ClickAsync();
        await AssertCleanAsync(visitor, "account-settings");

        await visitor.Page.GetByRole(AriaRole.Radio, new() { Name = "Exchange the caller's identity" }).CheckAsync();
        await Assertions.Expect(visitor.Page.GetByLabel("Audience")).ToBeVisibleAsync();
        await visitor.Page.GetByLabel("Token endpoint").FillAsync("not an address");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Assertions.Expect(visitor.Page.GetByText("Some fields need another look.")).ToBeVisibleAsync();
        await AssertCleanAsync(visitor, "exchange");
        Assert.Empty(visitor.Complaints);
    }

    private static async Task AssertCleanAsync(Visitor visitor, string picture) =>
        Assert.Empty(await PageAudit.InThemesAsync(visitor.Page, picture, PageAudit.Themes));

    /// <summary>A gateway with a server that has failed since, and at which users connect accounts.</summary>
    public sealed class Broken : SharedGateway
    {
        private protected override async Task SeedAsync()
        {
            var upstream = Keep(await ChangingServer.StartAsync(Cancellation));
            await Gateway.RegisterAsync("/peer", upstream.Address, Cancellation);
            await upstream.BreakAsync(true, Cancellation);
            await Gateway.PostFormAsync("/api/refresh/peer", Cancellation);
            using var stated = await Gateway.Client.PutAsJsonAsync(
                "/api/egress/servers/peer",
                new
                {
                    mode = "user_oauth",
                    provider = "custom",
                    authorization_endpoint = "http://127.0.0.1:1/a",
                    token_endpoint = "http://127.0.0.1:1/t",
                    client_id = "gateway",
                    client_secret = "s",
                },
                Cancellation);
            Assert.True(stated.IsSuccessStatusCode);
        }
    }
}
