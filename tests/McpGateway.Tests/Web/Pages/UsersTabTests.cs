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
    public async Task Groups_Changed_AreStored()
    {
        var tab = await OpenAsync();
        await CreateAsync(tab, "carol", "a long enough passphrase", "staff");

        await tab.Find("tr[data-user=carol] button").ClickAsync(new MouseEventArgs());
        await tab.Find("#change-groups").InputAsync(new ChangeEventArgs { Value = "writers" });
        await tab.Find("tr.details form").SubmitAsync();

        Assert.Equal(["writers"], (await FindAsync("carol"))!.Groups);
    }

    [Fact]
    public async Task Disable_Account_AndEnableItAgain()
    {
        var tab = await OpenAsync();
        await CreateAsync(tab, "carol", "a long enough passphrase", "staff");

        await tab.Find("[aria-label='Disable carol']").ClickAsync(new MouseEventArgs());
        Assert.Equal("Disabled", tab.Find("tr[data-user=carol] .badge").TextContent);
        Assert.False((await FindAsync("carol"))!.IsEnabled);

        await tab.Find("[aria-label='Enable carol']").ClickAsync(new MouseEventArgs());
        Assert.Equal("Enabled", tab.Find("tr[data-user=carol] .badge").TextContent);
    }

    [Fact]
    public async Task Create_WithoutPassword_ShowsAMadeUpOneOnce()
    {
        var tab = await OpenAsync();

        await CreateAsync(tab, "carol", "", "staff");

        var shown = tab.Find("[data-once='Temporary password']").TextContent;
        Assert.True((await FindAsync("carol"))!.MustChangePassword);
        Assert.Equal(20, shown.Length);
        await tab.Find(".secret-once .button.small:not(:has(.icon))").ClickAsync(new MouseEventArgs());
        Assert.DoesNotContain(shown, tab.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_ServiceAccount_ShowsItsSecretOnceAndListsIt()
    {
        var tab = await OpenAsync();
        await tab.FindAll("[aria-label='Kind of account'] button")[1].ClickAsync(new MouseEventArgs());
        await tab.Find("#user-name").ChangeAsync(new ChangeEventArgs { Value = "nightly" });
        await tab.Find("#user-groups").InputAsync(new ChangeEventArgs { Value = "staff" });

        await tab.Find("form").SubmitAsync();

        Assert.Equal("nightly", tab.Find("[data-once='Client id']").TextContent);
        Assert.NotEmpty(tab.Find("[data-once='Client secret']").TextContent);
        Assert.Contains("program", tab.Find("tr[data-user=nightly]").TextContent, StringComparison.Ordinal);
        Assert.Empty(tab.FindAll("#user-password"));
    }

    [Theory]
    [InlineData("another long passphrase", ToastTone.Done)]
    [InlineData("short", ToastTone.Error)]
    public async Task Password_Reset_FollowsTheRule(string password, object tone)
    {
        var tab = await OpenAsync();
        await CreateAsync(tab, "carol", "a long enough passphrase", "staff");
        await tab.Find("[aria-label='Change carol']").ClickAsync(new MouseEventArgs());
        await tab.Find("#reset-password").ChangeAsync(new ChangeEventArgs { Value = password });
        await tab.Find("tr.details input[type=checkbox]").ChangeAsync(new ChangeEventArgs { Value = true });

        await tab.FindAll("tr.details form")[1].SubmitAsync();

        Assert.Equal((ToastTone)tone, Services.GetRequiredService<Toasts>().Shown[^1].Tone);
        Assert.Equal((ToastTone)tone == ToastTone.Done, (await FindAsync("carol"))!.MustChangePassword);
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
            var (field, change) = (tab.Find("#" + id), new ChangeEventArgs { Value = value });
            await (id == "user-groups" ? field.InputAsync(change) : field.ChangeAsync(change));
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
