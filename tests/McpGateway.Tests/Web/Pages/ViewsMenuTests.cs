using Bunit;
using McpGateway.Web.Components;
using McpGateway.Web.Pages.Activity;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.Tests.Web.Pages;

public sealed class ViewsMenuTests : PageRig
{
    [Fact]
    public async Task Save_Named_ListsItWithItsAddress()
    {
        var menu = await OpenAsync("outcome=denied");

        await SaveAsync(menu, "Refused");

        Assert.Equal("ui/activity?outcome=denied", menu.Find("a").GetAttribute("href"));
        Assert.Equal(("Refused", "true"), (menu.Find("a").TextContent, menu.Find("a").GetAttribute("aria-current")));
        Assert.Equal("", menu.Find("input").GetAttribute("value") ?? "");
    }

    [Fact]
    public async Task Save_WithoutAName_SaysWhy()
    {
        var menu = await OpenAsync("");

        await SaveAsync(menu, " ");

        Assert.Equal(ToastTone.Error, Services.GetRequiredService<Toasts>().Shown[^1].Tone);
        Assert.Empty(menu.FindAll("a"));
    }

    [Fact]
    public async Task Forget_View_TakesItFromTheList()
    {
        var menu = await OpenAsync("");
        await SaveAsync(menu, "One");
        await SaveAsync(menu, "<b>Two</b>");
        Assert.Empty(menu.FindAll("b"));

        await menu.Find("[aria-label='Forget the view One']").ClickAsync(new MouseEventArgs());

        Assert.Equal(["<b>Two</b>"], menu.FindAll("a").Select(static link => link.TextContent));
    }

    private static async Task SaveAsync(IRenderedComponent<ViewsMenu> menu, string name)
    {
        await menu.Find("input").ChangeAsync(new ChangeEventArgs { Value = name });
        await menu.Find("form").SubmitAsync();
    }

    private async Task<IRenderedComponent<ViewsMenu>> OpenAsync(string query)
    {
        await StartAsync();
        await PutScopeAsync("readers", "staff");
        var visitor = await SignInAsync("staff");
        return Render<ViewsMenu>(parameters => parameters.AddCascadingValue(visitor)
            .Add(menu => menu.List, "activity").Add(menu => menu.Page, "ui/activity").Add(menu => menu.Query, query));
    }
}
