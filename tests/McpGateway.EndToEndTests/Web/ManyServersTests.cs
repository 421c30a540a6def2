using System.Text.RegularExpressions;
using McpGateway.EndToEndTests.Support;
using Microsoft.Playwright;

namespace McpGateway.EndToEndTests.Web;

/// <summary>What people look for and do in an installation with many servers.</summary>
public sealed partial class ManyServersTests(Installation shared) : SharedWebRig<Installation>(shared)
{
    private static readonly string[] Down =
        [.. InstallationPlan.Servers.Where(static server => server.State == InstallationPlan.State.Down)
            .Select(static server => server.Name).Order(StringComparer.Ordinal)];

    [Fact]
    public async Task Outages_StandFirst_OnTheDashboardAndInTheList()
    {
        await using var visitor = await SignedInAsync();

        var issues = visitor.Page.Locator(".issues li a:first-child:not(.badge)");
        var cards = visitor.Page.Locator(".server-card a.title");
        await Assertions.Expect(visitor.Page.Locator(".issues [data-issue=Down]").Nth(Down.Length - 1)).ToBeVisibleAsync();

        Assert.Equal(Down, (await issues.AllTextContentsAsync()).Where(Down.Contains));
        Assert.Equal(Down, (await cards.AllTextContentsAsync()).Take(Down.Length));
        await visitor.OpenAsync("/ui/servers");
        await Assertions.Expect(cards.Nth(Down.Length)).ToBeVisibleAsync();
        Assert.Equal(Down, (await cards.AllTextContentsAsync()).Take(Down.Length));
        Assert.Empty(visitor.Complaints);
    }

    /// <summary>A server that refuses everything is nowhere green.</summary>
    [Fact]
    public async Task Locked_Server_IsNotCalledHealthy()
    {
        await using var visitor = await SignedInAsync();
        await visitor.OpenAsync("/ui/servers?q=okta&view=table");

        await Assertions.Expect(visitor.Page.Locator("tr[data-server]")).ToContainTextAsync("Needs credentials");

        await visitor.OpenAsync("/ui/servers?status=healthy&q=okta&view=table");
        await Assertions.Expect(visitor.Page.GetByText("Nothing matches")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Search_WordsThatSayWhatToDo_FindTools()
    {
        await using var visitor = await SignedInAsync();

        await visitor.Page.Locator("#global-search").FillAsync("create a ticket");

        var first = visitor.Page.Locator("#search-results li").First;
        await Assertions.Expect(first).ToContainTextAsync("create_ticket");
        await visitor.Page.GetByRole(AriaRole.Option, new() { NameRegex = Everything() }).ClickAsync();
        await visitor.AtAsync("/ui/search?q=create%20a%20ticket");
        await Assertions.Expect(visitor.Page.Locator("[aria-labelledby=found-tools] [data-found]").First)
            .ToContainTextAsync("create_ticket");
        Assert.Empty(visitor.Complaints);
    }

    /// <summary>What is chosen narrows the hits, stands in the address, and is there after a reload; hits say why.</summary>
    [Fact]
    public async Task Search_Narrowed_SurvivesReload()
    {
        await using var visitor = await SignedInAsync();
        await visitor.OpenAsync("/ui/search?q=create%20a%20ticket");
        var tools = visitor.Page.Locator("[aria-labelledby=found-tools] [data-found]");
        await Assertions.Expect(tools.First.Locator(".why")).ToContainTextAsync("the words");
        var all = await tools.CountAsync();

        await visitor.Page.GetByLabel("Server or agent").SelectOptionAsync("/jira");
        await Assertions.Expect(tools).Not.ToHaveCountAsync(all);
        await visitor.Page.GetByLabel("Score").SelectOptionAsync("25");
        await visitor.Page.GetByRole(AriaRole.Button, new() { NameRegex = ToolsChip() }).ClickAsync();
        await visitor.AtAsync("/ui/search?q=create%20a%20ticket&server=%2Fjira&score=25&kind=tools");
        await visitor.Page.ReloadAsync();
        await visitor.ReadyAsync();

        await Assertions.Expect(visitor.Page.GetByLabel("Server or agent")).ToHaveValueAsync("/jira");
        await Assertions.Expect(visitor.Page.GetByLabel("Score")).ToHaveValueAsync("25");
        await Assertions.Expect(tools.First).ToContainTextAsync("create_ticket");
        await Assertions.Expect(visitor.Page.Locator("[data-found] .soft > a:not([href*=jira])")).ToHaveCountAsync(0);
        await Assertions.Expect(visitor.Page.Locator("[aria-labelledby=found-servers]")).ToHaveCountAsync(0);
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Calls_Narrowed_SurviveReloadAndOpen()
    {
        await using var visitor = await SignedInAsync();
        await visitor.OpenAsync("/ui/activity?hours=720");
        var rows = visitor.Page.Locator("[data-calls] tbody tr:not(.details)");
        await visitor.Page.GetByLabel("Outcome").SelectOptionAsync("denied");
        await visitor.Page.GetByLabel("Server", new() { Exact = true }).FillAsync("Jira");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Filter" }).ClickAsync();
        await Assertions.Expect(visitor.Page).ToHaveURLAsync(JiraDenied());
        await Assertions.Expect(rows.Filter(new() { HasNotText = "jira" })).ToHaveCountAsync(0);

        await rows.First.GetByRole(AriaRole.Button).ClickAsync();
        await Assertions.Expect(visitor.Page.GetByText("No rule of the caller's groups allows it")).ToBeVisibleAsync();
        await Assertions.Expect(visitor.Page).ToHaveURLAsync(OpenCall());
        await visitor.Page.ReloadAsync();
        await visitor.ReadyAsync();

        await Assertions.Expect(visitor.Page.GetByText("No rule of the caller's groups allows it")).ToBeVisibleAsync();
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Explain this" }).ClickAsync();
        await Assertions.Expect(visitor.Heading("Access")).ToHaveCountAsync(1);
        await Assertions.Expect(visitor.Page.Locator("[data-explained]")).ToHaveAttributeAsync("data-explained", Answered());
        Assert.Empty(visitor.Complaints);
    }

    /// <summary>Dozens of changed tools take four clicks.</summary>
    [Fact]
    public async Task ChangedTools_OfManyServers_AreApprovedTogether()
    {
        await using var visitor = await SignedInAsync();
        await visitor.OpenAsync("/ui/changes");
        var tools = visitor.Page.Locator("[data-tool]");
        await Assertions.Expect(tools.Nth(20)).ToBeVisibleAsync();
        await tools.First.Locator("summary").ClickAsync();
        await Assertions.Expect(tools.First.Locator("mark").First).ToBeVisibleAsync();

        await visitor.Page.Locator(".toolbar input[type=checkbox]").CheckAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { NameRegex = Approve() }).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Approve them" }).ClickAsync();

        await visitor.ToastAsync("definitions are approved");
        await Assertions.Expect(visitor.Page.GetByText("Nothing to review")).ToBeVisibleAsync();
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Servers_Chosen_AreSwitchedTogether()
    {
        await using var visitor = await SignedInAsync();
        await visitor.OpenAsync("/ui/servers?tag=finance&view=table");
        var states = visitor.Page.Locator("tr[data-server] .badge");
        await Assertions.Expect(states).ToHaveCountAsync(2);

        await visitor.Page.GetByLabel("Choose all servers").CheckAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Disable", Exact = true }).ClickAsync();
        await visitor.ToastAsync("2 servers are disabled");
        await Assertions.Expect(states.First).ToContainTextAsync("Disabled");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Enable", Exact = true }).ClickAsync();

        await visitor.ToastAsync("2 servers are enabled");
        await Assertions.Expect(states.First).ToContainTextAsync("Healthy");
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Times_AreTheViewers_AndUtcForThoseWhoPoint()
    {
        await using var visitor = await SignedInAsync();
        var zone = await visitor.Page.EvaluateAsync<string>("mcpUi.zone()");
        await visitor.OpenAsync("/ui/activity");

        var title = await visitor.Page.Locator("[data-calls] tbody time").First.GetAttributeAsync("title");

        Assert.NotEmpty(zone);
        Assert.EndsWith(zone is "UTC" or "Etc/UTC" ? " UTC" : " UTC)", title, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_AreShown_AndLeadToPages()
    {
        await using var visitor = await SignedInAsync();
        await visitor.Page.Keyboard.PressAsync("?");
        await Assertions.Expect(visitor.Page.Locator("#keys")).ToBeVisibleAsync();
        Assert.Empty(await PageAudit.AxeAsync(visitor.Page));
        await visitor.Page.Keyboard.PressAsync("Escape");

        await visitor.Page.Keyboard.PressAsync("g");
        await visitor.Page.Keyboard.PressAsync("s");

        await Assertions.Expect(visitor.Heading("Servers")).ToHaveCountAsync(1);
        await visitor.Page.Keyboard.PressAsync("Control+k");
        await Assertions.Expect(visitor.Page.Locator("#global-search")).ToBeFocusedAsync();
        Assert.Empty(visitor.Complaints);
    }

    private async Task<Visitor> SignedInAsync()
    {
        var visitor = await Browser.VisitAsync(Gateway.Address, 1440);
        await visitor.SignInAsync();
        return visitor;
    }

    [GeneratedRegex("^Everything for")]
    private static partial Regex Everything();

    [GeneratedRegex("^Tools ")]
    private static partial Regex ToolsChip();

    [GeneratedRegex("^Approve")]
    private static partial Regex Approve();

    [GeneratedRegex("server=Jira.*outcome=denied|outcome=denied.*server=Jira")]
    private static partial Regex JiraDenied();

    [GeneratedRegex(@"call=\d+")]
    private static partial Regex OpenCall();

    [GeneratedRegex("^(yes|no)$")]
    private static partial Regex Answered();
}
