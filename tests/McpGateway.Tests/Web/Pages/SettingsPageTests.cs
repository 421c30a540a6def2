using Bunit;
using McpGateway.Core.Registry;
using McpGateway.Web.Components;
using McpGateway.Web.Pages.Settings;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.Tests.Web.Pages;

public sealed class SettingsPageTests : PageRig
{
    [Fact]
    public async Task Page_OfSomebodyElse_ShowsNoSettingAndNoKey()
    {
        var page = await OpenAsync(isAdmin: false);

        Assert.Contains("For administrators", page.Find(".empty").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("table, button"));
    }

    [Fact]
    public async Task Settings_Listed_AreThoseOfEveryPart()
    {
        var page = await OpenAsync(isAdmin: true);

        Assert.Contains(Keys(page), static key => key.StartsWith(RegistryOptions.Section + ":", StringComparison.Ordinal));
        Assert.True(Keys(page).Count > 20);
    }

    [Theory]
    [InlineData("REGISTRY")]
    [InlineData("registry")]
    public async Task Filter_Typed_NarrowsByKeyInAnyCase(string text)
    {
        var page = await OpenAsync(isAdmin: true);
        var all = Keys(page).Count;

        await page.Find("[aria-label='Filter settings']").InputAsync(new ChangeEventArgs { Value = text });

        Assert.InRange(Keys(page).Count, 1, all - 1);
        Assert.All(Keys(page), static key => Assert.Contains("registry", key, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The key that sessions and secrets hang on is set in these tests, and stands nowhere on the page.</summary>
    [Fact]
    public async Task Settings_Secrets_AreNotOnThePage()
    {
        var page = await OpenAsync(isAdmin: true);

        Assert.DoesNotContain("for tests only", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_Published_AreListedWithTheirState()
    {
        var page = await OpenAsync(isAdmin: true);

        Assert.Equal("Signs", page.Find("[data-key-state=Signing] .badge").TextContent);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public async Task Rotate_Asked_DoesItOnlyWhenSure(bool isSure, int added)
    {
        var page = await OpenAsync(isAdmin: true);
        var before = page.FindAll("[data-key-state]").Count;
        var click = page.FindAll("button").Single(static button => button.TextContent == "Rotate the key").ClickAsync(new MouseEventArgs());
        var confirmation = Services.GetRequiredService<Confirmation>();
        Assert.NotNull(confirmation.Current);

        await page.InvokeAsync(() => confirmation.Answer(confirmation.Current, isSure));
        await click;

        Assert.Equal(before + added, page.FindAll("[data-key-state]").Count);
        Assert.Equal(added, Services.GetRequiredService<Toasts>().Shown.Count);
    }

    private static IReadOnlyList<string> Keys(IRenderedComponent<SettingsPage> page) =>
        [.. page.FindAll("table")[^1].QuerySelectorAll("tbody td.mono").Where(
            static cell => cell.PreviousElementSibling is null).Select(static cell => cell.TextContent)];

    private async Task<IRenderedComponent<SettingsPage>> OpenAsync(bool isAdmin)
    {
        await StartAsync();
        await PutScopeAsync(isAdmin ? "registry-admins" : "readers", "staff", isAdmin);
        var visitor = await SignInAsync("staff");
        return Render<SettingsPage>(parameters => parameters.AddCascadingValue(visitor));
    }
}
