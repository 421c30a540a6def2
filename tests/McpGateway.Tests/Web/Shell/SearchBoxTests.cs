using Bunit;
using McpGateway.Access.Scopes;
using McpGateway.Web.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.Tests.Web.Shell;

/// <summary>Finding by name: so few letters have no meaning that could be searched for.</summary>
public sealed class SearchBoxTests : PageRig
{
    [Theory]
    [InlineData("ma", "Mail")]
    [InlineData(" MA ", "Mail")]
    [InlineData("q", "q_send")]
    [InlineData("zz", "")]
    public async Task Typed_FewLetters_FindNamesOfServersAndTools(string text, string expected)
    {
        var box = await OpenAsync(isAdmin: true);

        await TypeAsync(box, text);

        Assert.Equal(expected, string.Join(',', Hits(box)));
        Assert.Equal("true", box.Find("#global-search").GetAttribute("aria-expanded"));
        Assert.Equal(expected.Length == 0, box.FindAll("li[aria-disabled=true]").Count == 1);
    }

    /// <summary>Neither a server nor a tool is found by those who may not use it.</summary>
    [Theory]
    [InlineData("pa", "")]
    [InlineData("q_", "q_send")]
    [InlineData("x_", "")]
    public async Task Typed_NamesOfOthers_AreNotFound(string text, string expected)
    {
        var box = await OpenAsync(isAdmin: false);

        await TypeAsync(box, text);

        Assert.Equal(expected, string.Join(',', Hits(box)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public async Task Typed_Nothing_ClosesTheList(string text)
    {
        var box = await OpenAsync(isAdmin: true);
        await TypeAsync(box, "ma");

        await TypeAsync(box, text);

        Assert.Empty(box.FindAll("#search-results"));
    }

    [Theory]
    [InlineData("", "0")]
    [InlineData("ArrowDown", "1")]
    [InlineData("ArrowDown ArrowDown", "2")]
    [InlineData("ArrowDown ArrowDown ArrowDown", "0")]
    [InlineData("ArrowUp", "2")]
    [InlineData("ArrowUp ArrowDown", "0")]
    public async Task Arrows_Pressed_GoRound(string keys, string active)
    {
        var box = await OpenAsync(isAdmin: true);
        await TypeAsync(box, "a");

        foreach (var key in keys.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            await PressAsync(box, key);
        }

        Assert.Equal(2, Hits(box).Count);
        Assert.Equal($"hit-{active}", box.Find("#global-search").GetAttribute("aria-activedescendant"));
        Assert.Equal($"hit-{active}", box.Find("li[aria-selected=true]").Id);
    }

    [Theory]
    [InlineData("ma", "ui/server/mail")]
    [InlineData("q_", "ui/server/mail?tab=tools&tool=q_send")]
    public async Task Enter_Pressed_GoesThereAndCloses(string text, string address)
    {
        var box = await OpenAsync(isAdmin: true);
        await TypeAsync(box, text);

        await PressAsync(box, "Enter");

        Assert.EndsWith(address, Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
        Assert.Empty(box.FindAll("#search-results"));
        Assert.Equal("", box.Find("#global-search").GetAttribute("value") ?? "");
    }

    [Fact]
    public async Task Last_Option_LeadsToThePageWithEverything()
    {
        var box = await OpenAsync(isAdmin: true);
        await TypeAsync(box, "ma");

        await PressAsync(box, "ArrowUp");
        await PressAsync(box, "Enter");

        Assert.EndsWith("ui/search?q=ma", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Typed_NameOfAPage_LeadsThereToo()
    {
        var box = await OpenAsync(isAdmin: true);

        await TypeAsync(box, "se");

        Assert.Contains("Settings", Options(box));
    }

    [Fact]
    public async Task Escape_Pressed_ClosesAndEnterGoesNowhere()
    {
        var box = await OpenAsync(isAdmin: true);
        var here = Services.GetRequiredService<NavigationManager>().Uri;
        await TypeAsync(box, "ma");

        await PressAsync(box, "Escape");
        await PressAsync(box, "Enter");

        Assert.Empty(box.FindAll("#search-results"));
        Assert.Equal(here, Services.GetRequiredService<NavigationManager>().Uri);
    }

    private static List<string> Hits(IRenderedComponent<SearchBox> box) =>
        [.. Options(box).Where(static text => !text.StartsWith("Everything for", StringComparison.Ordinal))];

    private static IEnumerable<string> Options(IRenderedComponent<SearchBox> box) =>
        box.FindAll("li[id^=hit-] strong").Select(static hit => hit.TextContent);

    private static Task TypeAsync(IRenderedComponent<SearchBox> box, string text) =>
        box.Find("#global-search").InputAsync(new ChangeEventArgs { Value = text });

    private static Task PressAsync(IRenderedComponent<SearchBox> box, string key) =>
        box.Find("#global-search").KeyDownAsync(new KeyboardEventArgs { Key = key });

    private async Task<IRenderedComponent<SearchBox>> OpenAsync(bool isAdmin)
    {
        await StartAsync();
        await PutServerAsync("Mail", "/mail", "q_send", "x_move");
        await PutServerAsync("Payroll", "/payroll");
        await PutScopeAsync(
            isAdmin ? "registry-admins" : "readers", "staff", isAdmin, new ServerRule("mail", ["all"], ["q_send"]));
        await SignInAsync("staff");
        return Render<SearchBox>();
    }
}
