using Bunit;
using McpGateway.Foundation.Records;
using McpGateway.Web.Pages.Analytics;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.Tests.Web.Pages;

/// <summary>What calls are made of, for administrators and for others.</summary>
public sealed class AnalyticsPageTests : PageRig
{
    [Fact]
    public async Task Page_OfAnAdministrator_HasNumbersChartsAndTables()
    {
        State();
        var page = await OpenAsync(isAdmin: true);

        Assert.Equal("12", page.Find("[data-usage=calls]").TextContent);
        Assert.Equal("2", page.Find("[data-usage=callers]").TextContent);
        Assert.Equal(["Calls", "Durations", "Bytes"], page.FindAll("figure").Select(static chart => chart.GetAttribute("data-chart")));
        var splits = page.FindAll("[data-split]").Select(static card => card.GetAttribute("data-split"));
        Assert.Equal(["Server", "Tool", "User", "Client"], splits);
        Assert.Equal("ui/analytics?server=mail", page.Find("[data-split=Server] tbody a").GetAttribute("href"));
    }

    [Fact]
    public async Task Page_SearchWasUsed_SaysHowOftenItFoundNothing()
    {
        State();
        Series.Searches.Add(new(
            default, "", 10, new Dictionary<string, long> { ["found"] = 6, ["nothing"] = 3, ["failed"] = 1 }, 0, 0, 5, 5, 9, 9));
        var page = await OpenAsync(isAdmin: true);

        var card = await page.WaitForElementAsync("[data-search-use]");
        Assert.Equal("10", card.QuerySelector("[data-usage=searches]")!.TextContent);
        Assert.Equal("3", card.QuerySelector("[data-usage=without-hits]")!.TextContent);
    }

    [Fact]
    public async Task Page_ErrorsInAnswers_AreCountedApart()
    {
        Series.Points[SeriesDimension.Total] =
        [
            new(
                default, "", 10,
                new Dictionary<string, long> { ["forwarded"] = 4, ["tool_error"] = 3, ["rpc_error"] = 2, ["http_error"] = 1 }, 0, 0, 5, 5,
                9, 9),
        ];
        var page = await OpenAsync(isAdmin: true);

        Assert.Equal("6", page.Find("[data-usage=errors]").TextContent);
        Assert.Equal("0", page.Find("[data-usage=failed]").TextContent);
    }

    [Fact]
    public async Task Page_OfSomebodyElse_HasTheOwnNumbersByServer()
    {
        Series.Add(SeriesDimension.Subject, "local:bob", 7);
        Series.Add(SeriesDimension.Subject, "local:ann", 90);
        Series.Add(SeriesDimension.Caller, "mail local:bob bob", 7);
        Series.Add(SeriesDimension.Caller, "time local:ann ann", 90);
        var page = await OpenAsync(isAdmin: false);

        Assert.Equal("7", page.Find("[data-usage=calls]").TextContent);
        Assert.Equal(["mail"], page.FindAll("[data-split] tbody tr").Select(static row => row.GetAttribute("data-key")));
        Assert.Empty(page.FindAll("[data-unused]"));
        Assert.DoesNotContain("ann", page.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?user=ann")]
    [InlineData("?client=cli")]
    [InlineData("?server=mail&tool=send")]
    public async Task Address_OfOthersCalls_IsRefusedToOthers(string query)
    {
        State();
        var page = await OpenAsync(isAdmin: false, query);

        Assert.Contains("Only administrators", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("figure"));
    }

    [Theory]
    [InlineData("?range=1h", "1h", 60)]
    [InlineData("?range=30d", "30d", 60)]
    [InlineData("?range=forever", "24h", 48)]
    [InlineData("", "24h", 48)]
    public async Task Address_Range_IsWhatIsAsked(string query, string range, int slots)
    {
        State();
        var page = await OpenAsync(isAdmin: true, query);

        Assert.Equal(range, page.Find("[data-range]").GetAttribute("data-range"));
        Assert.InRange(page.Find("figure").QuerySelectorAll("g.slot").Length, slots, slots + 1);
        Assert.Single(page.FindAll(".ranges [aria-current]"));
    }

    [Theory]
    [InlineData("?server=/mail/", SeriesDimension.Server, "mail")]
    [InlineData("?server=mail&tool=send", SeriesDimension.Tool, "mail send")]
    [InlineData("?user=ann", SeriesDimension.User, "ann")]
    [InlineData("?client=cli", SeriesDimension.Client, "cli")]
    public async Task Address_Subject_IsWhatIsAsked(string query, SeriesDimension dimension, string key)
    {
        State();
        await OpenAsync(isAdmin: true, query);

        Assert.Equal((dimension, key), (Series.Asked[0].GroupBy, Series.Asked[0].Key));
    }

    [Fact]
    public async Task Unused_ServersAndTools_AreThoseWithoutCalls()
    {
        State();
        await StartAsync();
        await PutServerAsync("Mail", "/mail", "send", "read");
        await PutServerAsync("Clock", "/clock", "now");
        var page = await OpenAsync(isAdmin: true);

        var unused = page.Find("[data-unused]");
        Assert.Equal("1", unused.GetAttribute("data-unused"));
        Assert.Equal(["Clock"], unused.QuerySelectorAll("ul.plain-list:not(.mono) a").Select(static link => link.TextContent));
        Assert.Equal(["read"], unused.QuerySelectorAll("ul.mono a").Select(static link => link.TextContent));
    }

    /// <summary>The catalogue may be long, and a page is drawn often: what nobody uses is found with each new set of numbers.</summary>
    [Fact]
    public async Task Unused_PageDrawnAgain_IsNotLookedUpAgain()
    {
        State();
        await StartAsync();
        await PutServerAsync("Clock", "/clock", "now");
        var page = await OpenAsync(isAdmin: true);
        await PutServerAsync("Radio", "/radio", "play");

        page.Render();
        Assert.Equal("1", page.Find("[data-unused]").GetAttribute("data-unused"));

        Time.Advance(TimeSpan.FromSeconds(15));
        await page.WaitForAssertionAsync(() => Assert.Equal("2", page.Find("[data-unused]").GetAttribute("data-unused")));
    }

    [Fact]
    public async Task Page_WithoutCalls_SaysSo() =>
        Assert.Contains("No calls", (await OpenAsync(isAdmin: true)).Find(".empty").TextContent, StringComparison.Ordinal);

    private void State()
    {
        Series.Add(SeriesDimension.Total, "", 12, denied: 2);
        Series.Add(SeriesDimension.Server, "mail", 12, denied: 2);
        Series.Add(SeriesDimension.Tool, "mail send", 9);
        Series.Add(SeriesDimension.User, "ann", 8);
        Series.Add(SeriesDimension.User, "bob", 4);
        Series.Add(SeriesDimension.Client, "cli", 12);
    }

    private async Task<IRenderedComponent<AnalyticsPage>> OpenAsync(bool isAdmin, string query = "")
    {
        await StartAsync();
        await PutScopeAsync(isAdmin ? "registry-admins" : "readers", "staff", isAdmin);
        var visitor = await SignInAsync("staff");
        Services.GetRequiredService<NavigationManager>().NavigateTo("ui/analytics" + query);
        var page = Render<AnalyticsPage>(parameters => parameters.AddCascadingValue(visitor));
        await page.WaitForStateAsync(() => page.FindAll(".skeleton").Count == 0);
        return page;
    }
}
