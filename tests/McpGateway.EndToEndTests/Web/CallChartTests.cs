using McpGateway.EndToEndTests.Support;
using Microsoft.Playwright;

namespace McpGateway.EndToEndTests.Web;

/// <summary>The calls of the last hour on the dashboard: by pointer, by keyboard and as a table.</summary>
public sealed class CallChartTests(CallChartTests.AfterACall shared) : SharedWebRig<CallChartTests.AfterACall>(shared)
{
    private const string Ping = """{"jsonrpc":"2.0","id":1,"method":"ping"}""";

    [Fact]
    public async Task Bar_PointedAtOrFocused_SaysItsNumbers()
    {
        await using var visitor = await VisitAsync();
        var slot = visitor.Page.Locator(".call-chart .slot").Filter(new() { Has = visitor.Page.Locator(".good") });
        var tip = slot.Locator(".tip");
        await Assertions.Expect(slot).ToHaveCountAsync(1);
        await Assertions.Expect(tip).ToBeHiddenAsync();

        await slot.Locator(".good").HoverAsync(new() { Force = true });
        await Assertions.Expect(tip).ToBeVisibleAsync();
        await Assertions.Expect(tip).ToContainTextAsync("1 answered");

        await visitor.Page.Mouse.MoveAsync(1, 1);
        await Assertions.Expect(tip).ToBeHiddenAsync();

        // Only the newest bar is a stop of the Tab key, the arrow keys reach the others.
        await visitor.Page.Locator(".call-chart .slot[tabindex='0']").FocusAsync();
        await visitor.Page.Keyboard.PressAsync("Home");
        await Assertions.Expect(visitor.Page.Locator(".call-chart .slot").First).ToBeFocusedAsync();
        await Assertions.Expect(visitor.Page.Locator(".call-chart .slot .tip").First).ToBeVisibleAsync();
        await visitor.Page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(visitor.Page.Locator(".call-chart .slot").Nth(1)).ToBeFocusedAsync();
        await Assertions.Expect(visitor.Page.Locator(".call-chart .slot .tip").First).ToBeHiddenAsync();
        await visitor.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(visitor.Page.Locator(".call-chart .slot .tip").Nth(1)).ToBeHiddenAsync();
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Table_Opened_HasTheNumbersOfTheBars()
    {
        await using var visitor = await VisitAsync();

        await visitor.Page.Locator(".call-chart").GetByText("As a table").ClickAsync();

        var row = visitor.Page.Locator(".call-chart tbody tr");
        await Assertions.Expect(row).ToHaveCountAsync(1);
        await Assertions.Expect(row.Locator("td").Nth(1)).ToHaveTextAsync("1");
        await Assertions.Expect(row.Locator("td").Nth(2)).ToHaveTextAsync("0");
        Assert.Empty(visitor.Complaints);
    }

    private async Task<Visitor> VisitAsync()
    {
        var visitor = await Browser.VisitAsync(Gateway.Address);
        await visitor.SignInAsync();
        await Assertions.Expect(visitor.Page.Locator("[data-stat=calls]")).ToHaveTextAsync("1");
        return visitor;
    }

    /// <summary>A gateway through which one call has gone.</summary>
    public sealed class AfterACall : SharedGateway
    {
        private protected override async Task SeedAsync() =>
            await Gateway.CallAsync("/currenttime/mcp", await Gateway.VendAsync(Cancellation), Ping, Cancellation);
    }
}
