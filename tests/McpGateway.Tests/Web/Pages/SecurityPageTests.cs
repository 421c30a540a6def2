using AngleSharp.Dom;
using Bunit;
using McpGateway.Access.Scopes;
using McpGateway.Core.Scanning.Analysis;
using McpGateway.Core.Scanning.Operations;
using McpGateway.Core.Scanning.Results;
using McpGateway.Foundation.Documents;
using McpGateway.Identity.Sessions;
using McpGateway.Web.Findings;
using McpGateway.Web.Pages.Security;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.Tests.Web.Pages;

public sealed class SecurityPageTests : PageRig
{
    private BrowserSession? _visitor;

    [Fact]
    public async Task Page_Administrator_ShowsPostureAndOpenFindings()
    {
        var page = await OpenAsync(isAdmin: true);

        Assert.Equal(("1", "1", "0"),
            (Text(page, "[data-stat=safe]"), Text(page, "[data-stat=unsafe]"), Text(page, "[data-stat=failed]")));
        Assert.Equal(
            ["/mail", "/fresh", "/clock"], page.FindAll("[data-item]").Select(static row => row.GetAttribute("data-item")));
        Assert.Contains("Not scanned yet", Text(page, "[data-item='/fresh']"), StringComparison.Ordinal);
        Assert.Equal("1", Text(page, "[data-open=High]"));
        var finding = Assert.Single(page.FindAll("[data-finding]"));
        Assert.Contains("hide-from-user", finding.TextContent, StringComparison.Ordinal);
        Assert.Contains("Mail", finding.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_Others_IsRefused() =>
        Assert.Contains("For administrators", (await OpenAsync(isAdmin: false)).Markup, StringComparison.Ordinal);

    [Fact]
    public async Task Accept_WithReason_IsStoredAndCountsNoMore()
    {
        var page = await OpenAsync(isAdmin: true);
        await page.Find("[data-finding] input").ChangeAsync(new ChangeEventArgs { Value = "Our own words" });

        await page.Find("[data-finding] form").SubmitAsync();

        var stored = (await Store.FindAsync(ScanRepository.Scans, "/mail", Cancellation))!.Value;
        var accepted = stored.Findings[0].Accepted;
        Assert.Equal(("bob", "Our own words"), (accepted?.By, accepted?.Reason));
        Assert.Equal(Time.GetUtcNow().AddDays(90).Date, accepted!.Until!.Value.Date);
        Assert.Empty(page.FindAll("[data-state=Open]"));
        Assert.Equal("0", Text(page, "[data-open=High]"));
    }

    [Fact]
    public async Task Accept_WithoutReason_SaysWhatIsMissingAndStoresNothing()
    {
        var page = await OpenAsync(isAdmin: true);

        await page.Find("[data-finding] form").SubmitAsync();

        Assert.NotEmpty(page.FindAll("[data-finding] .problem"));
        Assert.Null((await Store.FindAsync(ScanRepository.Scans, "/mail", Cancellation))!.Value.Findings[0].Accepted);
    }

    [Fact]
    public async Task ScanAll_Pressed_BeginsARun()
    {
        var page = await OpenAsync(isAdmin: true);

        await page.Find(".page-head button").ClickAsync(new MouseEventArgs());

        Assert.Contains("Scanning: 0 of 3", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tab_OfAServer_ShowsItsScan()
    {
        await OpenAsync(isAdmin: true);

        var tab = RenderTab("/mail");

        Assert.Equal("Unsafe", tab.Find("[data-verdict]").GetAttribute("data-verdict"));
        Assert.Contains("yara: skipped", tab.Markup, StringComparison.Ordinal);
        Assert.Contains("libyara is not installed", tab.Markup, StringComparison.Ordinal);
        Assert.NotNull(tab.Find("[data-finding] form"));
    }

    [Fact]
    public async Task Tab_NotScanned_SaysSo()
    {
        await OpenAsync(isAdmin: true);

        Assert.Contains("No scan data", RenderTab("/fresh").Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Trend_Days_CountsTheLastScanOfEach()
    {
        var at = new DateTimeOffset(2027, 3, 30, 12, 0, 0, TimeSpan.Zero);
        var record = Record("/x", at, Found()) with
        {
            History = [Summary(at, 1), Summary(at.AddDays(-2), 4), Summary(at.AddDays(-5), 0)],
        };
        var item = new ScannedItem(SubjectKind.Server, "/x", "X", record, null);

        var trend = ScanDay.Of(new([item], null, 0, at), 30);

        Assert.Equal(30, trend.Count);
        Assert.Equal([0, 0, 0, 4, 4, 1], trend.TakeLast(6).Select(static day => day.Count));
        Assert.Equal(new(2027, 3, 30, 0, 0, 0, TimeSpan.Zero), trend[^1].At);
    }

    [Theory]
    [InlineData("?severity=high", 1, 3)]
    [InlineData("?severity=LOW", 0, 3)]
    [InlineData("?state=fixed", 0, 3)]
    [InlineData("?verdict=unsafe", 1, 1)]
    [InlineData("?verdict=safe", 1, 1)]
    [InlineData("?q=hide-from", 1, 1)]
    [InlineData("?q=send", 1, 0)]
    [InlineData("?severity=7&state=0&verdict=nonsense", 1, 3)]
    public async Task Address_Filter_NarrowsFindingsAndItems(string query, int findings, int items)
    {
        var page = await OpenAsync(isAdmin: true, query);

        Assert.Equal((findings, items), (page.FindAll("[data-finding]").Count, page.FindAll("[data-item]").Count));
    }

    [Fact]
    public async Task Tiles_Pressed_NarrowAndStandInTheAddress()
    {
        var page = await OpenAsync(isAdmin: true);

        await page.FindAll("button.stat").First(static tile => tile.TextContent.Contains("Safe", StringComparison.Ordinal))
            .ClickAsync(new MouseEventArgs());

        Assert.Equal("/clock", Assert.Single(page.FindAll("[data-item]")).GetAttribute("data-item"));
        Assert.Contains(
            "verdict=safe", Assert.IsType<string>(JSInterop.Invocations["mcpUi.replaceAddress"][^1].Arguments[0]),
            StringComparison.Ordinal);
    }

    private IRenderedComponent<SecurityTab> RenderTab(string path) => Render<SecurityTab>(parameters => parameters
        .AddCascadingValue(_visitor!)
        .Add(static tab => tab.Kind, SubjectKind.Server)
        .Add(static tab => tab.Path, path));

    private async Task<IRenderedComponent<SecurityPage>> OpenAsync(bool isAdmin, string query = "")
    {
        await StartAsync();
        await PutServerAsync("Mail", "/mail", "send");
        await PutServerAsync("Clock", "/clock", "tick");
        await PutServerAsync("Fresh", "/fresh", "rest");
        var now = Time.GetUtcNow().AddHours(-1);
        await CommitAsync(new DocumentBatch()
            .Put(ScanRepository.Scans, "/mail", Record("/mail", now, Found()), null)
            .Put(ScanRepository.Scans, "/clock", Record("/clock", now), null));
        await PutScopeAsync(isAdmin ? "registry-admins" : "readers", "staff", isAdmin, new ServerRule("*", ["all"], ["*"]));
        var visitor = await SignInAsync("staff");
        _visitor = visitor;
        Services.GetRequiredService<NavigationManager>().NavigateTo("ui/security" + query);
        return Render<SecurityPage>(parameters => parameters.AddCascadingValue(visitor));
    }

    private static string Text(IRenderedComponent<SecurityPage> page, string selector) => page.Find(selector).Text();

    /// <summary>A server with one high finding.</summary>
    internal static ScanRecord Unsafe(string path, DateTimeOffset at) => Record(path, at, Found());

    private static ScanRecord Record(string path, DateTimeOffset at, params TrackedFinding[] findings) => new()
    {
        Kind = SubjectKind.Server,
        Path = path,
        Last = new()
        {
            At = at,
            Fingerprint = "f",
            SawDefinitions = true,
            Trigger = ScanTriggers.Change,
            Analysers =
            [
                new("static", AnalyserState.Ran, null, findings.Length),
                new("yara", AnalyserState.Skipped, "libyara is not installed", 0),
            ],
        },
        History = [Summary(at, findings.Length)],
        Findings = findings,
        PassedFingerprint = findings.Length == 0 ? "f" : null,
    };

    private static ScanSummary Summary(DateTimeOffset at, int high) => new(at, ScanTriggers.Change, high == 0, false, 0, high, 0, 0);

    private static TrackedFinding Found() => new()
    {
        Finding = new()
        {
            Analyser = "static",
            Rule = "hide-from-user",
            Severity = Severity.High,
            Reason = "It hides something.",
            Remedy = "Have it removed.",
            Item = "send",
            Field = "description",
            Evidence = "do not tell the user",
        },
        FirstSeen = default,
        LastSeen = default,
    };
}
