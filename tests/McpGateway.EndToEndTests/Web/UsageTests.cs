using System.Text.RegularExpressions;
using McpGateway.EndToEndTests.Support;
using Microsoft.Playwright;

namespace McpGateway.EndToEndTests.Web;

/// <summary>Numbers of a month of calls: charts by pointer and keys, ranges, the histogram that narrows, files and saved views.</summary>
public sealed partial class UsageTests(Installation shared) : SharedWebRig<Installation>(shared)
{
    [Fact]
    public async Task Charts_OfAMonth_SayTheirNumbersToPointerAndKeys()
    {
        await using var visitor = await OpenAsync("/ui/analytics?range=30d");
        var chart = visitor.Page.Locator("[data-chart=Durations]");
        var slots = chart.Locator(".slot");
        await Assertions.Expect(slots.Nth(30)).ToHaveAttributeAsync("aria-label", Durations());

        await slots.Last.FocusAsync();
        await visitor.Page.Keyboard.PressAsync("ArrowLeft");
        await Assertions.Expect(slots.Nth(-2)).ToBeFocusedAsync();
        await Assertions.Expect(slots.Nth(-2).Locator(".tip")).ToBeVisibleAsync();
        await chart.GetByText("As a table").ClickAsync();

        Assert.InRange(await chart.Locator("tbody tr").CountAsync(), 50, 62);
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Range_Chosen_StandsInTheAddress_AndNumbersFollow()
    {
        await using var visitor = await OpenAsync("/ui/analytics?range=1h");
        var calls = visitor.Page.Locator("[data-usage=calls]");
        await Assertions.Expect(visitor.Page.Locator("[data-usage=callers]")).ToBeVisibleAsync();
        var hour = await calls.TextContentAsync();

        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "30 days" }).ClickAsync();

        await Assertions.Expect(visitor.Page).ToHaveURLAsync(Month());
        await Assertions.Expect(visitor.Page.Locator("[data-range='30d']")).ToBeVisibleAsync();
        await Assertions.Expect(calls).Not.ToHaveTextAsync(hour!);
        await visitor.Page.ReloadAsync();
        await visitor.ReadyAsync();
        await Assertions.Expect(calls).Not.ToHaveTextAsync(hour!);
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Tables_OfAMonth_LeadFromServersToTheirToolsAndCallers()
    {
        await using var visitor = await OpenAsync("/ui/analytics?range=30d&rank=slow");
        var servers = visitor.Page.Locator("[data-split=Server] tbody a");
        await Assertions.Expect(servers.Nth(2)).ToBeVisibleAsync();

        // Those that are slow in the plan.
        Assert.Equal(["airflow", "databricks", "netsuite"], (await servers.AllTextContentsAsync()).Take(3).Order(StringComparer.Ordinal));
        await servers.First.ClickAsync();

        await Assertions.Expect(visitor.Page.Locator("[data-split=Tool] tbody tr").First).ToBeVisibleAsync();
        await Assertions.Expect(visitor.Page.Locator("[data-split=User] tbody tr").First).ToBeVisibleAsync();
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Tab_OfAServer_HasTheNumbersOfThatServer()
    {
        await using var visitor = await OpenAsync("/ui/analytics?server=github&range=30d");
        var failed = visitor.Page.Locator("[data-usage=failed]");
        await Assertions.Expect(failed).Not.ToHaveTextAsync("0");
        var expected = await failed.TextContentAsync();

        await visitor.OpenAsync("/ui/server/github?tab=usage&range=30d");

        await Assertions.Expect(failed).ToHaveTextAsync(expected!);
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Histogram_DraggedOver_NarrowsTheListToThatTime()
    {
        await using var visitor = await OpenAsync("/ui/activity?hours=720");
        var slots = visitor.Page.Locator(".histogram .slot");
        await Assertions.Expect(slots.Nth(40)).ToBeAttachedAsync();
        var (first, last) = (
            (await slots.Nth(10).Locator(".room").BoundingBoxAsync())!, (await slots.Nth(14).Locator(".room").BoundingBoxAsync())!);

        await visitor.Page.Mouse.MoveAsync(first.X + (first.Width / 2), first.Y + (first.Height / 2));
        await visitor.Page.Mouse.DownAsync();
        await visitor.Page.Mouse.MoveAsync(last.X + (last.Width / 2), last.Y + (last.Height / 2), new() { Steps = 8 });
        await Assertions.Expect(visitor.Page.Locator(".histogram .slot.chosen")).ToHaveCountAsync(5);
        await visitor.Page.Mouse.UpAsync();

        await Assertions.Expect(visitor.Page).ToHaveURLAsync(Span());
        var chip = visitor.Page.GetByRole(AriaRole.Button, new() { NameRegex = ShowAll() });
        await Assertions.Expect(chip).ToBeVisibleAsync();
        await visitor.Page.ReloadAsync();
        await visitor.ReadyAsync();
        await chip.ClickAsync();
        await Assertions.Expect(visitor.Page).Not.ToHaveURLAsync(Span());
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Histogram_ByKeys_NarrowsToWhatWasChosenWithShift()
    {
        await using var visitor = await OpenAsync("/ui/activity?hours=720");
        var slots = visitor.Page.Locator(".histogram .slot");
        await slots.Last.FocusAsync();
        await visitor.Page.Keyboard.PressAsync("ArrowLeft");

        await visitor.Page.Keyboard.PressAsync("Shift+ArrowLeft");
        await visitor.Page.Keyboard.PressAsync("Shift+ArrowLeft");
        await Assertions.Expect(visitor.Page.Locator(".histogram .slot.chosen")).ToHaveCountAsync(3);
        await visitor.Page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(visitor.Page).ToHaveURLAsync(Span());
        Assert.Empty(visitor.Complaints);
    }

    [Theory]
    [InlineData("CSV", "csv", "id,at,server")]
    [InlineData("JSON", "jsonl", "{\"id\":")]
    public async Task Export_OfAFilter_IsAFileOfItsCalls(string link, string ending, string head)
    {
        await using var visitor = await OpenAsync("/ui/activity?hours=720&outcome=denied&server=github");
        await visitor.Page.GetByText("Export").ClickAsync();

        var download = await visitor.Page.RunAndWaitForDownloadAsync(
            () => visitor.Page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("^" + link) }).ClickAsync());
        var lines = await File.ReadAllLinesAsync(await download.PathAsync(), Cancellation);

        Assert.Equal("calls." + ending, download.SuggestedFilename);
        Assert.StartsWith(head, lines[0], StringComparison.Ordinal);
        Assert.NotEmpty(lines.Skip(1));
        Assert.All(lines.Skip(1), static line => Assert.Contains("denied", line, StringComparison.Ordinal));
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task View_Saved_IsThereAgain_UntilItIsForgotten()
    {
        await using var visitor = await OpenAsync("/ui/activity?hours=720&outcome=denied");
        var menu = visitor.Page.Locator("details.views");
        await menu.Locator("summary").ClickAsync();
        await menu.GetByLabel("Name of the view").FillAsync("Refused in a month");
        await menu.GetByRole(AriaRole.Button, new() { Name = "Save this view" }).ClickAsync();
        await visitor.ToastAsync("Saved as");
        await visitor.OpenAsync("/ui/activity");

        await menu.Locator("summary").ClickAsync();
        await menu.GetByRole(AriaRole.Link, new() { Name = "Refused in a month" }).ClickAsync();
        await Assertions.Expect(visitor.Page.GetByLabel("Outcome")).ToHaveValueAsync("denied");
        await menu.Locator("summary").ClickAsync();
        await menu.GetByRole(AriaRole.Button, new() { NameRegex = Forget() }).ClickAsync();

        await visitor.ToastAsync("forgotten");
        await Assertions.Expect(menu.GetByText("Nothing is saved yet.")).ToBeVisibleAsync();
        Assert.Empty(visitor.Complaints);
    }

    private async Task<Visitor> OpenAsync(string path)
    {
        var visitor = await Browser.VisitAsync(Gateway.Address, 1440);
        await visitor.SignInAsync();
        await visitor.OpenAsync(path);
        return visitor;
    }

    [GeneratedRegex(@"p50 [\d.]+ m?s, p95 [\d.]+ m?s, p99 [\d.]+ m?s$")]
    private static partial Regex Durations();

    [GeneratedRegex("range=30d")]
    private static partial Regex Month();

    [GeneratedRegex(@"span=\d+-\d+")]
    private static partial Regex Span();

    [GeneratedRegex("show the whole time again$")]
    private static partial Regex ShowAll();

    [GeneratedRegex("^Forget")]
    private static partial Regex Forget();
}
