using AngleSharp.Dom;
using Bunit;
using McpGateway.Access.Decisions;
using McpGateway.Access.Scopes;
using McpGateway.Foundation;
using McpGateway.Proxy.Routing;
using McpGateway.Web.Pages.Access;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Route = McpGateway.Proxy.Routing.Route;

namespace McpGateway.Tests.Web.Pages;

public sealed class ExplainTabTests : PageRig
{
    [Theory]
    [InlineData("user", "bob", "time", "tools/call", "now", true)]
    [InlineData("user", "bob", "time", "tools/call", "set", false)]
    [InlineData("user", "bob", "payroll", "tools/call", "now", false)]
    [InlineData("groups", "staff", "time", "tools/call", "now", true)]
    [InlineData("groups", "strangers", "time", "tools/call", "now", false)]
    [InlineData("scopes", "readers", "time", "tools/call", "now", true)]
    [InlineData("scopes", "nobody, readers", "time", "tools/call", "now", true)]
    [InlineData("scopes", "nobody", "time", "tools/call", "now", false)]
    public async Task Question_AboutAny_IsAnsweredByThePolicy(
        string by, string who, string server, string method, string tool, bool isAllowed)
    {
        var tab = await OpenAsync();

        await AskAsync(tab, by, who, server, method, tool);

        Assert.Equal(isAllowed ? "yes" : "no", Answer(tab).GetAttribute("data-explained"));
        Assert.Equal(isAllowed ? "Allowed." : "Not allowed.", Answer(tab).QuerySelector("strong")!.TextContent);
    }

    [Fact]
    public async Task Answer_Allowed_NamesTheRuleAndLeadsToItsGroup()
    {
        var tab = await OpenAsync();

        await AskAsync(tab, "scopes", "readers", "time", "tools/call", "now");

        var rule = Assert.Single(Answer(tab).QuerySelectorAll("li"));
        Assert.Equal("ui/access?tab=groups&group=readers", rule.QuerySelector("a")!.GetAttribute("href"));
        Assert.Contains("server time", string.Join(' ', rule.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_UnknownScopes_AreNamed()
    {
        var tab = await OpenAsync();

        await AskAsync(tab, "scopes", "readers, gone", "time", "tools/call", "now");

        Assert.Contains("not known here: gone", Answer(tab).TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("user", "nobody", "time", "not known here")]
    [InlineData("user", "", "time", "State whose access")]
    [InlineData("user", "bob", " ", "State the server")]
    [InlineData("user", "<b>x</b>\u202E", "time", "'<b>x</b>⟨U+202E⟩'")]
    public async Task Question_ThatCannotBeAnswered_SaysWhy(string by, string who, string server, string problem)
    {
        var tab = await OpenAsync();

        await AskAsync(tab, by, who, server, "tools/call", "");

        Assert.Contains(problem, Answer(tab).TextContent, StringComparison.Ordinal);
        Assert.Equal("", Answer(tab).GetAttribute("data-explained"));
        Assert.Empty(Answer(tab).QuerySelectorAll("b"));
    }

    [Fact]
    public async Task Answer_AfterAProblem_TakesItsPlace()
    {
        var tab = await OpenAsync();
        await AskAsync(tab, "user", "nobody", "time", "tools/call", "now");

        await AskAsync(tab, "user", "bob", "time", "tools/call", "now");

        Assert.Equal("yes", Answer(tab).GetAttribute("data-explained"));
        Assert.DoesNotContain("not known", Answer(tab).TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_ForScreenReaders_IsReadOut() => Assert.Equal("polite", Answer(await OpenAsync()).GetAttribute("aria-live"));

    [Fact]
    public async Task Answer_NotAllowed_LeadsToTheEditorWithTheRuleFilledIn()
    {
        var tab = await OpenAsync();

        await AskAsync(tab, "user", "bob", "time", "tools/call", "set");

        Assert.Equal(
            "ui/access?tab=groups&server=time&for=bob&method=tools%2Fcall&tool=set",
            Answer(tab).QuerySelector("a.button")!.GetAttribute("href"));
    }

    /// <summary>Another rule would not help: the way to it is not offered.</summary>
    [Fact]
    public async Task Answer_AllowedByRulesAndHidden_SaysWhatHidesIt()
    {
        var tab = await OpenAsync();
        Services.GetRequiredService<RouteTableHolder>().Publish(
            new([new() { Path = "/time", Upstream = new("http://10.1.2.3/"), State = RouteState.Ready }], revision: 1));

        await AskAsync(tab, "user", "bob", "time", "tools/call", "now");

        Assert.Equal("no", Answer(tab).GetAttribute("data-explained"));
        Assert.Contains("Rules allow it, but it is private.", Answer(tab).TextContent, StringComparison.Ordinal);
        Assert.Empty(Answer(tab).QuerySelectorAll("a.button"));
        Assert.Single(Answer(tab).QuerySelectorAll("li"));
    }

    private protected override void Replace(IServiceCollection services) => services.AddSingleton<IServerSight, Private>();

    private static IElement Answer(IRenderedComponent<ExplainTab> tab) => tab.Find("[aria-labelledby=why-title]");

    private static async Task AskAsync(IRenderedComponent<ExplainTab> tab, string by, string who, string server, string method, string tool)
    {
        foreach (var (id, value) in new[] { ("ask-by", by), ("ask-who", who), (
            "ask-server", server), ("ask-method", method), ("ask-tool", tool) })
        {
            var (field, change) = (tab.Find("#" + id), new ChangeEventArgs { Value = value });
            await (id == "ask-by" ? field.ChangeAsync(change) : field.InputAsync(change));
        }

        await tab.Find("form").SubmitAsync();
    }

    private async Task<IRenderedComponent<ExplainTab>> OpenAsync()
    {
        var visitor = await SignInAsync("staff", "admins");
        await PutScopeAsync("registry-admins", "admins", isAdmin: true);
        await PutScopeAsync("readers", "staff", rules: [new ServerRule("time", ["tools/list", "tools/call"], ["now"])]);
        return Render<ExplainTab>(parameters => parameters.AddCascadingValue(visitor));
    }

    /// <summary>What is served at all is hidden from everybody.</summary>
    private sealed class Private : IServerSight
    {
        public bool Sees(Caller caller, Route route) => false;

        public Hiding? HidingOf(Caller caller, Route route) => new("private", "it is private.");
    }
}
