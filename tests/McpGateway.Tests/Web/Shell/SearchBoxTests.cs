using Bunit;
using McpGateway.Access.Scopes;
using McpGateway.Web.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.Tests.Web.Shell;

public sealed class SearchBoxTests : PageRig
{
    [Fact]
    public async Task Typed_PartOfAName_FindsServersAndTools()
    {
        var box = await OpenAsync();

        await TypeAsync(box, "time");

        Assert.Equal(["Time zones", "time_now"], Titles(box));
        Assert.Equal("true", box.Find("input").GetAttribute("aria-expanded"));
        Assert.Equal("hit-0", box.Find("input").GetAttribute("aria-activedescendant"));
    }

    /// <summary>The box shows what the lists show: no server, and no tool, that the caller may not use.</summary>
    [Theory]
    [InlineData("payroll")]
    [InlineData("salaries")]
    [InlineData("time_set")]
    public async Task Typed_NameOfSomethingOfOthers_FindsNothing(string query)
    {
        var box = await OpenAsync();

        await TypeAsync(box, query);

        Assert.DoesNotContain(Titles(box), title => title.Contains(query, StringComparison.OrdinalIgnoreCase) || title == "Payroll");
    }

    [Fact]
    public async Task Typed_NothingLikeIt_SaysSo()
    {
        var box = await OpenAsync();

        await TypeAsync(box, "<b>zz</b>\u202E");

        Assert.Contains("<b>zz</b>⟨U+202E⟩", box.Find("li").TextContent, StringComparison.Ordinal);
        Assert.Equal("true", box.Find("li").GetAttribute("aria-disabled"));
        Assert.Null(box.Find("input").GetAttribute("aria-activedescendant"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    public async Task Typed_Nothing_IsClosed(string query)
    {
        var box = await OpenAsync();
        await TypeAsync(box, "time");

        await TypeAsync(box, query);

        Assert.Empty(box.FindAll("[role=listbox]"));
        Assert.Equal("false", box.Find("input").GetAttribute("aria-expanded"));
    }

    [Fact]
    public async Task Arrows_GoRound()
    {
        var box = await OpenAsync();
        await TypeAsync(box, "time");

        await KeyAsync(box, "ArrowUp");
        Assert.Equal("hit-1", box.Find("[aria-selected=true]").Id);
        await KeyAsync(box, "ArrowDown");
        Assert.Equal("hit-0", box.Find("[aria-selected=true]").Id);
    }

    [Theory]
    [InlineData(0, "ui/server/time")]
    [InlineData(1, "ui/server/time?tab=tools&tool=time_now")]
    public async Task Enter_OnAHit_LeadsThereAndCloses(int down, string expected)
    {
        var box = await OpenAsync();
        await TypeAsync(box, "time");
        for (var step = 0; step < down; step++)
        {
            await KeyAsync(box, "ArrowDown");
        }

        await KeyAsync(box, "Enter");

        Assert.Equal(expected, Location());
        Assert.Empty(box.FindAll("[role=listbox]"));
    }

    [Fact]
    public async Task Click_OnAHit_LeadsThere()
    {
        var box = await OpenAsync();
        await TypeAsync(box, "time");

        await box.Find("#hit-0").ClickAsync(new MouseEventArgs());

        Assert.Equal("ui/server/time", Location());
    }

    [Fact]
    public async Task Escape_Closes_AndEnterThenGoesNowhere()
    {
        var box = await OpenAsync();
        await TypeAsync(box, "time");
        var before = Location();

        await KeyAsync(box, "Escape");
        await KeyAsync(box, "Enter");

        Assert.Empty(box.FindAll("[role=listbox]"));
        Assert.Equal(before, Location());
    }

    [Fact]
    public async Task Typed_AfterTheSessionEnded_FindsNothing()
    {
        var box = await OpenAsync();
        Visitors.Id = "";

        await TypeAsync(box, "time");

        Assert.Empty(box.FindAll("[role=listbox]"));
    }

    [Fact]
    public async Task Results_AreNoMoreThanTwelve()
    {
        var box = await OpenAsync();
        await PutServerAsync("Time many", "/time", [.. Enumerable.Range(0, 40).Select(static number => $"time_now{number}"), "time_now"]);

        await TypeAsync(box, "t");

        Assert.InRange(box.FindAll("[role=option]").Count, 1, 12);
    }

    private static IReadOnlyList<string> Titles(IRenderedComponent<SearchBox> box) =>
        [.. box.FindAll("[role=option] strong").Select(static title => title.TextContent)];

    private static Task TypeAsync(IRenderedComponent<SearchBox> box, string text) => box.Find("input").InputAsync(new ChangeEventArgs { Value = text });

    private static Task KeyAsync(IRenderedComponent<SearchBox> box, string key) => box.Find("input").KeyDownAsync(new KeyboardEventArgs { Key = key });

    private string Location()
    {
        var navigation = Services.GetRequiredService<NavigationManager>();
        return navigation.ToBaseRelativePath(navigation.Uri);
    }

    private async Task<IRenderedComponent<SearchBox>> OpenAsync()
    {
        var visitor = await SignInAsync("staff");
        await PutScopeAsync("readers", "staff", rules: [new ServerRule("time", ["all"], ["time_now"])]);
        await PutServerAsync("Time zones", "/time", "time_now", "time_set");
        await PutServerAsync("Payroll", "/payroll", "salaries");
        return Render<SearchBox>(parameters => parameters.AddCascadingValue(visitor));
    }
}
