using Bunit;
using McpGateway.Foundation;
using McpGateway.Web.Pages.Activity;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.Tests.Web.Pages;

public sealed class ActivityPageTests : ActivityRig
{
    [Fact]
    public async Task Page_Opened_AsksForTheLastDayOfEveryOutcome()
    {
        await OpenAsync(isAdmin: true);

        var (filter, cursor) = Assert.Single(Log.Asked);
        Assert.Equal(Time.GetUtcNow() - TimeSpan.FromHours(24), filter.From);
        Assert.Null(filter.Outcome);
        Assert.Null(filter.User);
        Assert.Null(filter.Subject);
        Assert.Null(cursor);
    }

    [Fact]
    public async Task Page_OfSomebodyElse_AsksForTheOwnCallsAndHasNoFieldForOthers()
    {
        var page = await OpenAsync(isAdmin: false);

        Assert.Equal("local:bob", Assert.Single(Log.Asked).Filter.Subject);
        Assert.Empty(page.FindAll("[aria-label=User]"));
    }

    [Theory]
    [InlineData("denied", "denied")]
    [InlineData("upstream_failed", "upstream_failed")]
    [InlineData("no such outcome", null)]
    [InlineData("", null)]
    public async Task Address_OutcomeInIt_IsTheFilterIfItIsOne(string outcome, string? expected)
    {
        await OpenAsync(isAdmin: true, "?outcome=" + Uri.EscapeDataString(outcome));

        Assert.Equal(expected, Assert.Single(Log.Asked).Filter.Outcome);
    }

    [Fact]
    public async Task Filter_Fields_BecomeTheQuestion()
    {
        var page = await OpenAsync(isAdmin: true);
        await page.Find("[aria-label=User]").ChangeAsync(new ChangeEventArgs { Value = " ann " });
        await page.Find("[aria-label=Server]").ChangeAsync(new ChangeEventArgs { Value = "/time/" });
        await page.Find("[aria-label^=Text]").ChangeAsync(new ChangeEventArgs { Value = "   " });

        await page.Find("form.toolbar").SubmitAsync();

        var filter = Log.Asked[^1].Filter;
        Assert.Equal("ann", filter.User);
        Assert.Equal("time", filter.Server);
        Assert.Null(filter.Text);
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("168", 168)]
    [InlineData("0", null)]
    public async Task Filter_Time_IsCountedBackFromNow(string chosen, int? hours)
    {
        var page = await OpenAsync(isAdmin: true);

        await page.Find("[aria-label=Time]").ChangeAsync(new ChangeEventArgs { Value = chosen });

        Assert.Equal(hours is { } back ? Time.GetUtcNow() - TimeSpan.FromHours(back) : null, Log.Asked[^1].Filter.From);
    }

    [Theory]
    [InlineData("forwarded", 200, "idle", "Forwarded")]
    [InlineData("forwarded", 500, "warn", "Server answered 500")]
    [InlineData("http_error", 500, "warn", "Server answered 500")]
    [InlineData("tool_error", 200, "warn", "Error of the tool")]
    [InlineData("rpc_error", 200, "warn", "Error of the server")]
    [InlineData("denied", 403, "warn", "Denied")]
    [InlineData("unauthenticated", 401, "warn", "Not signed in")]
    [InlineData("unavailable", 503, "bad", "Unavailable")]
    [InlineData("upstream_timed_out", 504, "bad", "Server timed out")]
    [InlineData("client_gone", 499, "idle", "Client left")]
    [InlineData("<b>new</b>\u202E", 200, "idle", "<b>new</b>⟨U+202E⟩")]
    public async Task Row_Outcome_HasItsToneAndWords(string outcome, int status, string tone, string words)
    {
        Log.Entries.Add(Entry("ann", outcome, status));

        var badge = (await OpenAsync(isAdmin: true)).Find("tbody .badge");

        Assert.Contains(tone, badge.ClassList);
        Assert.Equal(words, badge.TextContent);
    }

    [Theory]
    [InlineData(0.04, "0.0")]
    [InlineData(9.94, "9.9")]
    [InlineData(12.6, "13")]
    [InlineData(1234.4, "1234")]
    public async Task Row_Duration_HasAsManyDigitsAsMatter(double milliseconds, string expected)
    {
        Log.Entries.Add(Entry("ann", "forwarded", 200, milliseconds));

        Assert.Equal(expected, (await OpenAsync(isAdmin: true)).FindAll("tbody td")[^1].TextContent);
    }

    [Fact]
    public async Task Row_OfACallThatNobodyMade_SaysSo()
    {
        Log.Entries.Add(Entry("", "unauthenticated", 401));

        Assert.StartsWith("(nobody)", (await OpenAsync(isAdmin: true)).FindAll("tbody td")[1].TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_WithoutCalls_SaysSo() =>
        Assert.Contains("No calls", (await OpenAsync(isAdmin: true)).Find(".empty").TextContent, StringComparison.Ordinal);

    [Fact]
    public async Task Page_Refused_SaysWhyAndShowsNoRows()
    {
        Log.Entries.Add(Entry("ann", "forwarded", 200));
        Log.Refusal = new Error(ErrorKind.Invalid, "The cursor is <not> one of ours.");

        var page = await OpenAsync(isAdmin: true);

        Assert.Equal("The cursor is <not> one of ours.", page.Find("[role=alert]").TextContent.Trim());
        Assert.Empty(page.FindAll("table"));
    }

    [Fact]
    public async Task More_Asked_GoesOnWhereThePageEnded()
    {
        Log.Entries.Add(Entry("ann", "forwarded", 200));
        Log.Next = "after-ann";
        var page = await OpenAsync(isAdmin: true);
        Log.Entries.Clear();
        Log.Entries.Add(Entry("cid", "forwarded", 200));
        Log.Next = null;

        await More(page).ClickAsync(new MouseEventArgs());

        Assert.Equal("after-ann", Log.Asked[^1].Cursor);
        Assert.Equal(["ann", "cid"], page.FindAll("tbody tr").Select(static row => row.Children[1].TextContent.Trim()));
        Assert.DoesNotContain(page.FindAll("button"), static button => button.TextContent == "Show older calls");
    }

    /// <summary>An answer that comes late must not add its rows to those of another filter.</summary>
    [Fact]
    public async Task More_OvertakenByAnotherFilter_AddsNothing()
    {
        Log.Entries.Add(Entry("ann", "forwarded", 200));
        Log.Next = "after-ann";
        var page = await OpenAsync(isAdmin: true);
        var gate = new TaskCompletionSource();
        Log.Gate = gate.Task;
        var more = More(page).ClickAsync(new MouseEventArgs());
        Log.Gate = Task.CompletedTask;
        Log.Entries.Clear();
        Log.Entries.Add(Entry("cid", "denied", 403));
        Log.Next = null;
        await page.Find("[aria-label=Outcome]").ChangeAsync(new ChangeEventArgs { Value = "denied" });

        gate.SetResult();
        await more;

        Assert.Equal(["cid"], page.FindAll("tbody tr").Select(static row => row.Children[1].TextContent.Trim()));
    }

    [Theory]
    [InlineData("clo", "clock")]
    [InlineData("Clock", "clock")]
    [InlineData("/clock/", "clock")]
    [InlineData("nothing of the kind", "nothing of the kind")]
    public async Task Filter_ServerByAPartOfItsName_AsksForItsCalls(string typed, string expected)
    {
        await StartAsync();
        await PutServerAsync("Clock", "/clock");
        await PutServerAsync("Mail", "/mail");
        var page = await OpenAsync(isAdmin: true, "?server=" + Uri.EscapeDataString(typed));

        Assert.Equal(expected, Log.Asked[^1].Filter.Server);
        Assert.Empty(page.FindAll(".notice .chip"));
    }

    [Fact]
    public async Task Filter_ServerThatSeveralFit_OffersThem()
    {
        await StartAsync();
        await PutServerAsync("Clock", "/clock");
        await PutServerAsync("Cloud", "/cloud");
        var page = await OpenAsync(isAdmin: true, "?server=clo");

        await page.FindAll(".notice .chip")[1].ClickAsync(new MouseEventArgs());

        Assert.Equal("cloud", Log.Asked[^1].Filter.Server);
    }

    /// <summary>The catalogue may have 100,000 tools, and a live list asks every three seconds.</summary>
    [Fact]
    public async Task Tools_OfALiveList_AreLookedUpWhenAskedTo()
    {
        await StartAsync();
        await PutServerAsync("Clock", "/clock", "now");
        var page = await OpenAsync(isAdmin: true, "?live=1");
        await PutServerAsync("Mail", "/mail", "send");
        var asked = Log.Asked.Count;

        Time.Advance(TimeSpan.FromSeconds(3));
        await page.WaitForAssertionAsync(() => Assert.True(Log.Asked.Count > asked));
        Assert.Equal(["now"], Suggested(page));

        await page.FindAll(".page-head button").Single(static button => button.TextContent.Contains("Refresh", StringComparison.Ordinal))
            .ClickAsync(new MouseEventArgs());
        Assert.Equal(["now", "send"], Suggested(page));
    }

    [Fact]
    public async Task Address_TimeThatIsTooLong_ShowsTheListAndSaysSo()
    {
        Log.Entries.Add(Entry("bob", "forwarded", 200));
        var page = await OpenAsync(isAdmin: true, "?span=0-253402300798");

        Assert.Single(page.FindAll("[data-calls] tbody tr"));
        Assert.Contains("choose a shorter one", page.Find(".hint").TextContent, StringComparison.Ordinal);
        Assert.Empty(Series.Asked);
    }

    [Fact]
    public async Task Page_SessionEnded_LeadsToSignIn()
    {
        var page = await OpenAsync(isAdmin: true);
        Visitors.Id = "";

        await page.Find("form.toolbar").SubmitAsync();

        Assert.Single(Log.Asked);
        Assert.Contains("login?next=", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    private static IEnumerable<string?> Suggested(IRenderedComponent<ActivityPage> page) =>
        page.FindAll("#activity-tools option").Select(static option => option.GetAttribute("value"));

    private static AngleSharp.Dom.IElement More(IRenderedComponent<ActivityPage> page) =>
        page.FindAll("button").Single(static button => button.TextContent == "Show older calls");
}
