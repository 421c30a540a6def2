using McpGateway.EndToEndTests.Support;
using Microsoft.Playwright;

namespace McpGateway.EndToEndTests.Web;

/// <summary>What is typed stays as it was typed, however slow the line, and stands in the address.</summary>
public sealed class ListFilterTests(ListFilterTests.WithAFew shared) : SharedWebRig<ListFilterTests.WithAFew>(shared)
{
    [Theory]
    [InlineData("agents", "agent", "flight", "Flight Booking")]
    [InlineData("servers", "server", "7 seas", "7 Seas")]
    public async Task Filter_TypedOnASlowLine_LosesNoLetter_AndSurvivesReloadAndBack(string list, string kind, string text, string name)
    {
        await using var visitor = await Browser.VisitAsync(Gateway.Address);
        await visitor.SignInAsync();
        var line = await SlowLine.OfAsync(visitor.Page);
        await visitor.OpenAsync($"/ui/{list}");
        var filter = visitor.Page.GetByLabel("Filter by name");
        var shown = visitor.Page.Locator($"[data-{kind}]");
        await Assertions.Expect(shown.Nth(1)).ToBeVisibleAsync();

        await TypeAsync(line, filter, text);

        await Assertions.Expect(filter).ToHaveValueAsync(text);
        await Assertions.Expect(shown).ToHaveCountAsync(1);
        await Assertions.Expect(filter).ToBeFocusedAsync();
        await visitor.AtAsync($"/ui/{list}?q={Uri.EscapeDataString(text)}");
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = name }).ClickAsync();
        await Assertions.Expect(visitor.Heading(name)).ToHaveCountAsync(1);
        await visitor.Page.GoBackAsync(new() { WaitUntil = WaitUntilState.Commit });
        await Assertions.Expect(filter).ToHaveValueAsync(text);
        await visitor.Page.ReloadAsync();
        await visitor.ReadyAsync();
        await Assertions.Expect(filter).ToHaveValueAsync(text);
        await Assertions.Expect(shown).ToHaveCountAsync(1);
        Assert.Empty(visitor.Complaints);
    }

    /// <summary>The address that belongs to what was typed arrives when the page is another one.</summary>
    [Fact]
    public async Task List_LeftWhileItsAddressIsUnderWay_StaysLeft()
    {
        await using var visitor = await Browser.VisitAsync(Gateway.Address);
        await visitor.SignInAsync();
        var line = await SlowLine.OfAsync(visitor.Page);
        await visitor.OpenAsync("/ui/servers");
        var link = visitor.Page.GetByRole(AriaRole.Link, new() { Name = "7 Seas" });
        await Assertions.Expect(link).ToBeVisibleAsync();

        line.Hold();
        await visitor.Page.GetByLabel("Filter by name").PressSequentiallyAsync("7");
        await line.AnsweredAsync(Cancellation);
        await link.ClickAsync();
        line.Release();

        await Assertions.Expect(visitor.Heading("7 Seas")).ToHaveCountAsync(1);
        await visitor.AtAsync("/ui/server/7-seas");
        await visitor.Page.GoBackAsync(new() { WaitUntil = WaitUntilState.Commit });
        await Assertions.Expect(visitor.Heading("Servers")).ToHaveCountAsync(1);
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Argument_TypedOnASlowLine_LosesNoLetter()
    {
        await using var visitor = await Browser.VisitAsync(Gateway.Address);
        await visitor.SignInAsync();
        var line = await SlowLine.OfAsync(visitor.Page);
        await visitor.OpenAsync("/ui/server/currenttime?tab=try&tool=current_time_by_timezone");
        var zone = visitor.Page.GetByLabel("tz_name");
        await zone.FillAsync("");

        await TypeAsync(line, zone, "Asia/Tokyo");
        await Assertions.Expect(zone).ToHaveValueAsync("Asia/Tokyo");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Run" }).ClickAsync();

        await Assertions.Expect(visitor.Page.Locator("[data-result=done]")).ToContainTextAsync("JST+0900");
        Assert.Empty(visitor.Complaints);
    }

    /// <summary>From a page that could not show anything, without loading the document anew.</summary>
    [Theory]
    [InlineData("/ui/server/no-such", "7 seas", "7 Seas")]
    [InlineData("/ui/agent/no-such", "flight", "Flight Booking")]
    public async Task Page_OfNothing_ThenOfSomethingByTheSearch_ShowsIt(string path, string query, string name)
    {
        await using var visitor = await Browser.VisitAsync(Gateway.Address);
        await visitor.SignInAsync();
        await visitor.OpenAsync(path, status: 404);
        await Assertions.Expect(visitor.Page.GetByText("cannot be shown")).ToBeVisibleAsync();

        await visitor.Page.Locator("#global-search").FillAsync(query);
        await visitor.Page.GetByRole(AriaRole.Option, new() { Name = name }).First.ClickAsync();

        await Assertions.Expect(visitor.Heading(name)).ToHaveCountAsync(1);
        Assert.Empty(visitor.Complaints);
    }

    /// <summary>The answer to the first letter arrives when three are typed, that to the others when all are.</summary>
    private static async Task TypeAsync(SlowLine line, ILocator field, string text)
    {
        line.Hold();
        await field.PressSequentiallyAsync(text[..1]);
        await line.AnsweredAsync(Cancellation);
        await field.PressSequentiallyAsync(text[1..3]);
        await line.LetArriveAsync(Cancellation);
        await field.PressSequentiallyAsync(text[3..]);
        line.Release();
    }

    /// <summary>A gateway with two agents, and a server whose name begins as no other does.</summary>
    public sealed class WithAFew : SharedGateway
    {
        private protected override async Task SeedAsync()
        {
            var cards = Keep(await NodeServer.StartAsync("a2a-cards.mjs", Cancellation));
            await Gateway.RegisterAgentAsync("/flight-booking", new(cards.Address, "/flight-booking"), Cancellation);
            await Gateway.RegisterAgentAsync("/car-rental", new(cards.Address, "/car-rental"), Cancellation);
            await Gateway.PostFormAsync(
                "/api/servers/register", Cancellation, new("name", "7 Seas"), new("description", "Sails them"), new("path", "/7-seas"),
                new("proxy_pass_url", "http://127.0.0.1:9/"));
        }
    }
}
