using Bunit;
using McpGateway.Access.Scopes;
using Microsoft.AspNetCore.Components.Web;

namespace McpGateway.Tests.Web.Pages;

/// <summary>A call of the list that is opened, also by its address.</summary>
public sealed class CallDetailsTests : ActivityRig
{
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

    private static string Flat(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
