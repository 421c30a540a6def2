using System.Text.Json;
using Bunit;
using McpGateway.Access.Scopes;
using McpGateway.Core.Audit;
using McpGateway.Foundation;
using McpGateway.Foundation.Records;
using McpGateway.Identity.Sessions;
using McpGateway.Web.Pages.Activity;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.Tests.Web.Pages;

public sealed class ActivityPageTests : PageRig
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

    [Fact]
    public async Task Row_Opened_SaysEverythingAndLeadsToItsExplanation()
    {
        Log.Entries.Add(Entry("ann", "denied", 403));
        var page = await OpenAsync(isAdmin: true);

        await page.Find("tbody button.link").ClickAsync(new MouseEventArgs());

        var details = page.Find("tr.details");
        Assert.Contains("The access rules do not allow it", details.TextContent, StringComparison.Ordinal);
        Assert.Equal(
            "ui/access?tab=explain&who=ann&server=time&method=tools%2Fcall&tool=time_now",
            details.QuerySelectorAll("a").Single(static link => link.TextContent == "Explain this").GetAttribute("href"));
        Assert.Contains(
            $"call={Time.GetUtcNow().UtcTicks}", Assert.IsType<string>(JSInterop.Invocations["mcpUi.replaceAddress"][^1].Arguments[0]),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Address_OfAnOpenCall_ShowsItAgain()
    {
        Log.Entries.Add(Entry("ann", "forwarded", 200));

        var page = await OpenAsync(isAdmin: true, $"?hours=1&call={Time.GetUtcNow().UtcTicks}");

        Assert.Single(page.FindAll("tr.details"));
        Assert.Equal(Time.GetUtcNow() - TimeSpan.FromHours(1), Assert.Single(Log.Asked).Filter.From);
    }

    [Fact]
    public async Task Address_CallBehindManyNewerOnes_HasTheListBeginWithIt()
    {
        var at = Time.GetUtcNow().AddDays(-20);
        var old = Entry("cid", "denied", 403, 1, call => call with { At = at });
        Log.Find = filter => filter.To is null ? [Entry("ann", "forwarded", 200)] : [old];

        var page = await OpenAsync(isAdmin: true, $"?hours=24&call={at.UtcTicks}");

        Assert.Contains("cid", page.Find("tr:has(+ tr.details)").TextContent, StringComparison.Ordinal);
        Assert.Equal((null, at.AddMicroseconds(1)), (Log.Asked[^1].Filter.From, Log.Asked[^1].Filter.To));

        await page.Find(".narrowed button").ClickAsync(new MouseEventArgs());

        Assert.Empty(page.FindAll("tr.details, .narrowed"));
        Assert.Null(Log.Asked[^1].Filter.To);
    }

    [Theory]
    [InlineData("638000000000000000")]
    [InlineData("3155378975999999999")]
    [InlineData("9223372036854775807")]
    public async Task Address_CallThatIsNotThere_ShowsTheNewest(string call)
    {
        Log.Find = filter => filter.To is null ? [Entry("ann", "forwarded", 200)] : [];

        var page = await OpenAsync(isAdmin: true, "?call=" + call);

        Assert.Single(page.FindAll("[data-calls] tbody tr"));
        Assert.Equal(call.StartsWith('6'), page.FindAll("[data-missing]").Count == 1);
        Assert.Empty(page.FindAll(".narrowed"));
    }

    [Fact]
    public async Task Row_Opened_SaysWhereTheTimeWentAndWhatTodaysRulesSay()
    {
        await StartAsync();
        await PutScopeAsync(
            "engineering", "makers", isAdmin: false, new ServerRule("time", ["tools/call"], ["time_now"]));
        Log.Entries.Add(Entry("bob", "forwarded", 200, 40, call => call with
        {
            AuthenticationMs = 1.5,
            UpstreamMs = 38,
            TraceId = "0af7651916cd43dd8448eb211c80319c",
            TokenId = "token-of-long-ago",
        }));
        var page = await OpenAsync(isAdmin: true, "", "makers");

        await page.Find("tbody button.link").ClickAsync(new MouseEventArgs());

        var details = page.Find("tr.details");
        Assert.Contains(
            "40.0 ms: authentication 1.5 ms, decision below 0.1 ms, server 38.0 ms, answer 0.5 ms", Flat(details.TextContent),
            StringComparison.Ordinal);
        Assert.Contains("0af7651916cd43dd8448eb211c80319c", details.TextContent, StringComparison.Ordinal);
        Assert.Contains("token-of-long-ago", details.TextContent, StringComparison.Ordinal);
        Assert.Contains(
            "Scope 'engineering' allows it", details.QuerySelector("[data-today=allowed]")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trace_OfACall_LeadsToWhereTracesAre()
    {
        TraceTemplate = "https://traces.example.com/trace/{trace_id}";
        Log.Entries.Add(Entry("bob", "forwarded", 200, 40, static call => call with { TraceId = "0af7651916cd43dd8448eb211c80319c" }));
        var page = await OpenAsync(isAdmin: true);

        await page.Find("tbody button.link").ClickAsync(new MouseEventArgs());

        var link = page.Find("tr.details [data-trace=link]");
        Assert.Equal("https://traces.example.com/trace/0af7651916cd43dd8448eb211c80319c", link.GetAttribute("href"));
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", link.TextContent);
    }

    [Theory]
    [InlineData("denied", 403, "quarantined", "nobody has approved it")]
    [InlineData("upstream_failed", 502, "upstream_redirect", "register its final address")]
    [InlineData("denied", 403, "of a later release", "The access rules do not allow it")]
    public async Task Row_OfARefusedCall_SaysWhy(string outcome, int status, string reason, string expected)
    {
        Log.Entries.Add(Entry("ann", outcome, status, 1, call => call with { Reason = reason }));
        var page = await OpenAsync(isAdmin: true);

        await page.Find("tbody button.link").ClickAsync(new MouseEventArgs());

        Assert.Contains(expected, page.Find("tr.details").TextContent, StringComparison.Ordinal);
        Assert.Contains(reason, page.Find("tr.details").TextContent, StringComparison.Ordinal);
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

    private static string Flat(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private LogEntry Entry(
        string user, string outcome, int status, double milliseconds = 1, Func<CallEntry, CallEntry>? change = null) => new()
        {
            Stream = CallEntry.Stream,
            At = Time.GetUtcNow(),
            User = user,
            Server = "/time",
            Outcome = outcome,
            Body = JsonSerializer.Serialize(
                (change ?? (static call => call))(new CallEntry
                {
                    At = Time.GetUtcNow(),
                    Server = "time",
                    Method = "tools/call",
                    Target = "time_now",
                    User = user,
                    AuthMethod = "traditional",
                    Outcome = outcome,
                    Status = status,
                    DurationMs = milliseconds,
                }),
                AuditJsonContext.Default.CallEntry),
        };

    private async Task<IRenderedComponent<ActivityPage>> OpenAsync(bool isAdmin, string query = "", params string[] groups)
    {
        var visitor = await VisitorAsync(isAdmin, groups);
        Services.GetRequiredService<NavigationManager>().NavigateTo("ui/activity" + query);
        return Render<ActivityPage>(parameters => parameters.AddCascadingValue(visitor));
    }

    private async Task<BrowserSession> VisitorAsync(bool isAdmin, params string[] groups)
    {
        await StartAsync();
        await PutScopeAsync(isAdmin ? "registry-admins" : "readers", "staff", isAdmin);
        return await SignInAsync([.. groups, "staff"]);
    }
}
