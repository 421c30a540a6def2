using Bunit;
using McpGateway.Identity.Users;
using McpGateway.Web.Components;
using McpGateway.Web.Pages.Access;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.Tests.Web.Pages;

public sealed class UsersTabTests : PageRig
{
    [Fact]
    public async Task Create_Account_IsThereWithItsGroupsAndTheFormIsEmptyAgain()
    {
        var tab = await OpenAsync();

        await CreateAsync(tab, " carol ", "a long enough passphrase", "staff, writers,staff");

        var carol = await FindAsync("carol");
        Assert.Equal(["staff", "writers"], carol!.Groups);
        Assert.Equal("", tab.Find("#user-password").GetAttribute("value") ?? "");
        Assert.NotNull(tab.Find("tr[data-user=carol]"));
        Assert.DoesNotContain("passphrase", tab.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "a long enough passphrase")]
    [InlineData("dave", "short")]
    [InlineData("bob", "a long enough passphrase")]
    public async Task Create_WhatIsRefused_SaysWhyAndKeepsTheForm(string name, string password)
    {
        var tab = await OpenAsync();

        await CreateAsync(tab, name, password, "staff");

        Assert.Equal(ToastTone.Error, Services.GetRequiredService<Toasts>().Shown[^1].Tone);
        Assert.Null(await FindAsync("dave"));
        Assert.Equal("staff", tab.Find("#user-groups").GetAttribute("value"));
    }

    [Fact]
    public async Task Groups_Changed_AreStoredAtOnce()
    {
        var tab = await OpenAsync();
        await CreateAsync(tab, "carol", "a long enough passphrase", "staff");

        await tab.Find("tr[data-user=carol] input").ChangeAsync(new ChangeEventArgs { Value = "writers" });

        Assert.Equal(["writers"], (await FindAsync("carol"))!.Groups);
    }

    [Fact]
    public async Task Disable_Account_AndEnableItAgain()
    {
        var tab = await OpenAsync();
        await CreateAsync(tab, "carol", "a long enough passphrase", "staff");

        await tab.Find("tr[data-user=carol] button").ClickAsync(new MouseEventArgs());
        Assert.Equal("Disabled", tab.Find("tr[data-user=carol] .badge").TextContent);
        Assert.False((await FindAsync("carol"))!.IsEnabled);

        await tab.Find("tr[data-user=carol] button").ClickAsync(new MouseEventArgs());
        Assert.Equal("Enabled", tab.Find("tr[data-user=carol] .badge").TextContent);
    }

    [Fact]
    public async Task Tab_OfSomebodyElse_ShowsNobody()
    {
        var tab = await OpenAsync(isAdmin: false);

        Assert.Empty(tab.FindAll("tr[data-user]"));
        Assert.NotEmpty(tab.Find("[role=alert]").TextContent.Trim());
    }

    private static async Task CreateAsync(IRenderedComponent<UsersTab> tab, string name, string password, string groups)
    {
        foreach (var (id, value) in new[] { ("user-name", name), ("user-password", password), ("user-groups", groups) })
        {
            await tab.Find("#" + id).ChangeAsync(new ChangeEventArgs { Value = value });
        }

        await tab.Find("form").SubmitAsync();
    }

    private async Task<UserRecord?> FindAsync(string name) => (await Store.FindAsync(LocalUserDirectory.Kind, name, Cancellation))?.Value;

    private async Task<IRenderedComponent<UsersTab>> OpenAsync(bool isAdmin = true)
    {
        await StartAsync();
        await PutScopeAsync(isAdmin ? "registry-admins" : "readers", "admins", isAdmin);
        await PutScopeAsync("for-staff", "staff");
        await PutScopeAsync("for-writers", "writers");
        var visitor = await SignInAsync("admins");
        return Render<UsersTab>(parameters => parameters.AddCascadingValue(visitor));
    }
}
