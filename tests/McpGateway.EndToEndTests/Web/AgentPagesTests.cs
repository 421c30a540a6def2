using System.Net;
using McpGateway.EndToEndTests.Support;
using Microsoft.Playwright;

namespace McpGateway.EndToEndTests.Web;

/// <summary>Agents in the browser: registered by address, talked to while the answer streams, switched off; many of them.</summary>
public sealed class AgentPagesTests(ManyAgents shared) : SharedWebRig<ManyAgents>(shared)
{
    /// <summary>The agent takes each step only when it is told to, so what is awaited here has come before what follows.</summary>
    [Fact]
    public async Task Agent_RegisteredByAddress_IsTalkedToCanceledAndSwitchedOff()
    {
        await using var agent = await NodeServer.StartAsync("a2a-agent-v1.mjs", Cancellation);
        await using var visitor = await Browser.VisitAsync(Gateway.Address);
        var page = visitor.Page;
        await visitor.SignInAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Agents", Exact = true }).First.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Register an agent" }).First.ClickAsync();
        await page.Locator("#url").FillAsync(agent.Address.GetLeftPart(UriPartial.Authority));
        await page.GetByRole(AriaRole.Button, new() { Name = "Check the card" }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-checked=yes]")).ToContainTextAsync("Steps 1.0.0");
        await page.GetByRole(AriaRole.Button, new() { Name = "Register the agent" }).ClickAsync();
        await Assertions.Expect(visitor.Heading("Steps")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator(".page-head .badge.good")).ToHaveTextAsync("Healthy");

        await visitor.OpenAsync("/ui/agent/steps?tab=try");
        await SayAsync(page, "stream");
        await Assertions.Expect(page.Locator("[data-state=working]")).ToBeVisibleAsync();
        for (var step = 1; step <= 3; step++)
        {
            await GoAsync(agent);
            await Assertions.Expect(page.Locator("[data-item=Artifact]")).ToContainTextAsync($"\"step\":{step}");
            await Assertions.Expect(page.Locator("[data-turn=running]")).ToHaveCountAsync(1);
        }

        await GoAsync(agent);
        await Assertions.Expect(page.Locator("[data-chat=completed]")).ToHaveCountAsync(1);

        await SayAsync(page, "wait");
        await Assertions.Expect(page.Locator("[data-state=working]")).ToHaveCountAsync(2);
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-chat=canceled]")).ToHaveCountAsync(1);
        Assert.Empty(await PageAudit.AxeAsync(page));

        await page.GetByRole(AriaRole.Switch).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Switch)).ToHaveTextAsync("Disabled");
        await SayAsync(page, "stream");
        await Assertions.Expect(page.Locator("[data-turn=failed] .notice.bad")).ToContainTextAsync("switched off");
        await visitor.OpenAsync("/ui/activity");
        await Assertions.Expect(page.GetByText("SendStreamingMessage").First).ToBeVisibleAsync();
        Assert.Empty(visitor.Complaints);
    }

    /// <summary>What an operator does with an agent whose card has changed, and what anybody does with one.</summary>
    [Fact]
    public async Task Agent_WithAnotherCard_IsApprovedRejectedEditedAndRated()
    {
        await Shared.ChangeCardAsync("mail-triage");
        await Shared.ChangeCardAsync("log-search");
        await using var visitor = await Browser.VisitAsync(Gateway.Address);
        var page = visitor.Page;
        await visitor.SignInAsync();

        await visitor.OpenAsync("/ui/agent/mail-triage");
        await page.GetByRole(AriaRole.Link, new() { Name = "Compare and decide" }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-change=description]")).ToContainTextAsync("also books for everybody");
        await page.GetByRole(AriaRole.Button, new() { Name = "Approve the new card" }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-pending]")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator("[aria-labelledby=card-title] pre")).ToContainTextAsync("Book for everybody");
        Assert.Empty(await PageAudit.AxeAsync(page));
        await visitor.OpenAsync("/ui/agent/mail-triage?tab=skills");
        await Assertions.Expect(page.GetByText("Book for everybody").First).ToBeVisibleAsync();

        await visitor.OpenAsync("/ui/agent/log-search?tab=card");
        await page.GetByRole(AriaRole.Button, new() { Name = "Reject it" }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-pending]")).ToHaveCountAsync(0);
        await Assertions.Expect(page.GetByText("Rejected", new() { Exact = true })).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("[aria-labelledby=card-title] pre")).Not.ToContainTextAsync("Book for everybody");
        Assert.Empty(await PageAudit.AxeAsync(page));

        await page.GetByRole(AriaRole.Link, new() { Name = "Edit", Exact = true }).ClickAsync();
        await page.Locator("#tags").FillAsync("logs, incidents");
        await page.Locator("#license").FillAsync("MIT");
        await page.GetByLabel("Visibility").SelectOptionAsync("group-restricted");
        await page.Locator("#groups").FillAsync("operators");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the changes" }).ClickAsync();
        await Assertions.Expect(visitor.Heading("Log Search")).ToHaveCountAsync(1);
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "incidents", Exact = true })).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("MIT", new() { Exact = true })).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("operators").First).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "4 stars" }).ClickAsync();
        await Assertions.Expect(page.GetByText("4.0 from 1 rating")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "2 stars" }).ClickAsync();
        await Assertions.Expect(page.GetByText("2.0 from 1 rating")).ToBeVisibleAsync();
        await page.ReloadAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "2 stars" })).ToHaveAttributeAsync("aria-pressed", "true");
        Assert.Empty(await PageAudit.AxeAsync(page));
        Assert.Empty(visitor.Complaints);
    }

    /// <summary>Thirty agents, of which one each is down, wants a credential, shows another card, or is switched off.</summary>
    [Theory]
    [InlineData(1440)]
    [InlineData(375)]
    public async Task Pages_OfManyAgents_AreCleanAndShowWhatIsBroken(int width)
    {
        await using var visitor = await Browser.VisitAsync(Gateway.Address, width, 900);
        await visitor.SignInAsync();
        var findings = new List<string>();
        foreach (var (path, heading, picture) in Pages)
        {
            await visitor.OpenAsync(path, path.Contains("no-such", StringComparison.Ordinal) ? 404 : 200);
            await Assertions.Expect(visitor.Heading(heading)).ToHaveCountAsync(1);
            findings.AddRange(await PageAudit.InThemesAsync(visitor.Page, "agents-" + picture, PageAudit.Themes));
        }

        Assert.True(findings.Count == 0, string.Join('\n', findings));
        Assert.Empty(visitor.Complaints);
        await visitor.OpenAsync("/ui/agents");
        foreach (var (name, place) in new[] { ("/weather-outlook", 0), ("/refund-desk", 1), ("/code-review", 2) })
        {
            // The rows are laid anew when the page has learnt how wide it is.
            await Assertions.Expect(visitor.Page.Locator("[data-agent]").Nth(place)).ToHaveAttributeAsync("data-agent", name);
        }
    }

    private static readonly (string Path, string Heading, string Picture)[] Pages =
    [
        ("/ui/agents", "Agents", "list"),
        ("/ui/agents?view=table", "Agents", "table"),
        ("/ui/agents?status=issues", "Agents", "issues"),
        ("/ui/agents?q=nothing-of-the-kind", "Agents", "none"),
        ("/ui/agent/flight-booking", "Flight Booking", "overview"),
        ("/ui/agent/weather-outlook", "Weather Outlook", "down"),
        ("/ui/agent/refund-desk", "Refund Desk", "locked"),
        ("/ui/agent/flight-booking?tab=skills", "Flight Booking", "skills"),
        ("/ui/agent/flight-booking?tab=try&skill=book", "Flight Booking", "try"),
        ("/ui/agent/flight-booking?tab=connect", "Flight Booking", "connect"),
        ("/ui/agent/flight-booking?tab=access", "Flight Booking", "access"),
        ("/ui/agent/code-review?tab=card", "Code Review", "card"),
        ("/ui/agent/flight-booking?tab=security", "Flight Booking", "security"),
        ("/ui/agent/flight-booking?tab=credentials", "Flight Booking", "credentials"),
        ("/ui/agent/no-such/agent", "Agent", "missing"),
        ("/ui/register-agent", "Register an agent", "register"),
        ("/ui/edit-agent/flight-booking", "Edit an agent", "edit"),
        ("/ui/", "Dashboard", "dashboard"),
    ];

    private static async Task SayAsync(IPage page, string text)
    {
        await page.Locator("#chat-text").FillAsync(text);
        await page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
    }

    private static async Task GoAsync(NodeServer agent)
    {
        using var client = new HttpClient();
        using var answer = await client.GetAsync(new Uri(agent.Address, "/go"), Cancellation);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
