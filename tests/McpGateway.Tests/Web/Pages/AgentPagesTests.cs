using System.Text.Json;
using Bunit;
using McpGateway.Access.Scopes;
using McpGateway.Core.Agents;
using McpGateway.Core.Agents.Cards;
using McpGateway.Core.Registry.Servers;
using McpGateway.Core.Scanning;
using McpGateway.Core.Scanning.Analysis;
using McpGateway.Core.Scanning.Results;
using McpGateway.Foundation.Documents;
using McpGateway.Web.Pages.Agent;
using McpGateway.Web.Pages.AgentForm;
using McpGateway.Web.Pages.Agents;
using McpGateway.Web.Pages.Dashboard;
using McpGateway.Web.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.Web.Pages;

/// <summary>Pages of agents on the product's own operations: who sees what, what is marked, what stands in the address.</summary>
public sealed class AgentPagesTests : PageRig
{
    private static readonly string[] Everything = ["all"];

    /// <summary>Nobody scans here, and whoever enables what is held waits for that.</summary>
    public AgentPagesTests() => Services.GetRequiredService<IOptions<ScanOptions>>().Value.Agents.BlockUnsafe = false;

    [Fact]
    public async Task List_Agents_AreThoseTheVisitorMaySee()
    {
        await StartAsync();
        await PutAgentAsync("Travel", "/travel");
        await PutAgentAsync("Payroll", "/payroll", static agent => agent with { Visibility = ItemVisibility.Private });
        await PutAgentAsync("Ours", "/ours", static agent => agent with
        {
            Visibility = ItemVisibility.GroupRestricted,
            AllowedGroups = ["staff"],
        });
        await PutAgentAsync("Theirs", "/theirs", static agent => agent with
        {
            Visibility = ItemVisibility.GroupRestricted,
            AllowedGroups = ["others"],
        });

        var page = await OpenAsync<AgentsPage>(isAdmin: false, "ui/agents?view=table&sort=name");

        Assert.Equal(["Ours", "Travel"], Names(page));
        Assert.Empty(page.FindAll("a[href='ui/register-agent']"));
    }

    [Theory]
    [InlineData("q=trav", "Travel")]
    [InlineData("q=SKILL-OF-CLOCK", "Clock")]
    [InlineData("tag=money", "Payroll")]
    [InlineData("visibility=private", "Payroll")]
    [InlineData("status=disabled", "Clock")]
    [InlineData("status=issues", "Payroll")]
    [InlineData("status=issues&q=clock", "")]
    [InlineData("status=%3Cscript%3E&sort=x&visibility=y", "Payroll,Travel,Clock")]
    [InlineData("", "Payroll,Travel,Clock")]
    public async Task List_FilterInTheAddress_NarrowsWorstFirst(string query, string expected)
    {
        await PutThreeAsync();

        var page = await OpenAsync<AgentsPage>(isAdmin: true, $"ui/agents?view=table&{query}");

        Assert.Equal(expected, string.Join(',', Names(page)));
        Assert.Equal(expected.Length == 0, page.FindAll(".empty").Count == 1);
    }

    [Fact]
    public async Task List_WhatIsTyped_StandsInTheAddress()
    {
        await PutThreeAsync();
        var page = await OpenAsync<AgentsPage>(isAdmin: true, "ui/agents?view=table");

        await page.Find("input[type=search]").InputAsync(new ChangeEventArgs { Value = "cl" });
        await page.Find("select[aria-label=Order]").ChangeAsync(new ChangeEventArgs { Value = "name" });

        Assert.Equal(["Clock"], Names(page));
        var uri = Assert.IsType<string>(JSInterop.Invocations["mcpUi.replaceAddress"][^1].Arguments[0]);
        Assert.Contains("q=cl", uri, StringComparison.Ordinal);
        Assert.Contains("sort=name", uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_HostileCard_IsShownAsText()
    {
        await StartAsync();
        await PutAgentAsync("<img src=x onerror=alert(1)>", "/odd");

        var page = await OpenPageAsync(isAdmin: true, "/odd");

        Assert.Empty(page.FindAll("h1 img"));
        Assert.Contains("<img", page.Find("h1").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/payroll")]
    [InlineData("/nowhere")]
    public async Task Page_AgentThatIsNotForTheVisitor_ShowsNothingOfIt(string path)
    {
        await PutThreeAsync();

        var page = await OpenPageAsync(isAdmin: false, path);

        Assert.Contains("cannot be shown", page.Find(".empty").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("About", page.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public async Task Page_Buttons_AreThoseOfTheVisitorsRights(bool isAdmin, int count)
    {
        await PutThreeAsync();

        var page = await OpenPageAsync(isAdmin, "/travel");

        Assert.Equal(count, page.FindAll("button[role=switch]").Count);
        Assert.Equal(count, page.FindAll("a[href='ui/edit-agent/travel']").Count);
        Assert.Equal(count, page.FindAll("button.danger").Count);
    }

    [Fact]
    public async Task Card_Approved_ReplacesTheOneInForce()
    {
        await PutThreeAsync();
        var page = await OpenPageAsync(isAdmin: true, "/payroll", "card");
        Assert.Contains("description", page.Find("[data-change]").GetAttribute("data-change"), StringComparison.Ordinal);

        await page.FindAll("button").Single(static button => button.TextContent.Contains("Approve", StringComparison.Ordinal))
            .ClickAsync(new MouseEventArgs());

        var stored = (await Store.FindAsync(AgentRepository.Agents, "/payroll", Cancellation))!.Value;
        Assert.Null(stored.Pending);
        Assert.Equal("Changed", stored.Card.GetProperty("description").GetString());
    }

    [Fact]
    public async Task Card_Rejected_StaysAsItWas()
    {
        await PutThreeAsync();
        var page = await OpenPageAsync(isAdmin: true, "/payroll", "card");

        await page.FindAll("button").Single(static button => button.TextContent.Contains("Reject", StringComparison.Ordinal))
            .ClickAsync(new MouseEventArgs());

        var stored = (await Store.FindAsync(AgentRepository.Agents, "/payroll", Cancellation))!.Value;
        Assert.Null(stored.Pending);
        Assert.Equal("About Payroll", stored.Card.GetProperty("description").GetString());
        Assert.NotNull(stored.RejectedHash);
    }

    /// <summary>Editing tags takes no card over that nobody has read.</summary>
    [Fact]
    public async Task Edit_Tags_LeavesTheCardAndTheOneThatWaits()
    {
        await PutThreeAsync();
        var page = await OpenAsync<AgentFormPage>(isAdmin: true, "ui/edit-agent/payroll", ("Path", "payroll"));

        await page.Find("#tags").ChangeAsync(new ChangeEventArgs { Value = "pay, hr" });
        await page.Find("#save").ClickAsync(new MouseEventArgs());

        var stored = (await Store.FindAsync(AgentRepository.Agents, "/payroll", Cancellation))!.Value;
        Assert.Equal(["pay", "hr"], stored.Tags);
        Assert.NotNull(stored.Pending);
        Assert.EndsWith("ui/agent/payroll", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Register_PastedCard_IsCheckedThenRegisteredAndEnabled()
    {
        await StartAsync();
        var page = await OpenAsync<AgentFormPage>(isAdmin: true, "ui/register-agent");
        await page.Find("input[value=card]").ChangeAsync(new ChangeEventArgs { Value = "card" });
        await page.Find("#card").InputAsync(new ChangeEventArgs { Value = "not json" });
        await CheckCardAsync(page);
        Assert.Contains("must be the card", page.Find(".problem[role=alert]").TextContent, StringComparison.Ordinal);

        await page.Find("#card").InputAsync(new ChangeEventArgs { Value = """{"name":"Travel"}""" });
        await CheckCardAsync(page);
        Assert.Equal("no", page.Find("[data-checked]").GetAttribute("data-checked"));
        Assert.NotEmpty(page.FindAll("[data-checked] li"));

        await page.Find("#card").InputAsync(new ChangeEventArgs { Value = CardOf("Travel Desk").GetRawText() });
        await CheckCardAsync(page);
        Assert.Equal("yes", page.Find("[data-checked]").GetAttribute("data-checked"));
        await page.Find("#save").ClickAsync(new MouseEventArgs());

        var stored = (await Store.FindAsync(AgentRepository.Agents, "/travel-desk", Cancellation))!.Value;
        Assert.True(stored.IsEnabled);
        Assert.Equal("bob", stored.RegisteredBy);
    }

    [Fact]
    public async Task Register_WithoutTheRight_ShowsNoForm()
    {
        await StartAsync();

        var page = await OpenAsync<AgentFormPage>(isAdmin: false, "ui/register-agent");

        Assert.Contains("do not allow you to register agents", page.Find(".empty").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("#save"));
    }

    [Fact]
    public async Task Access_WithoutARule_SaysSoAndHidesTheScopes()
    {
        await PutThreeAsync();

        var page = await OpenPageAsync(isAdmin: false, "/travel", "access");

        Assert.Equal("no", page.Find("[data-may-send]").GetAttribute("data-may-send"));
        Assert.Empty(page.FindAll("[data-grant]"));
    }

    [Fact]
    public async Task Access_WithARuleForASkill_NamesItAndTheScope()
    {
        await PutThreeAsync();

        var page = await OpenPageAsync(isAdmin: true, "/travel", "access", new ServerRule("/travel", ["SendMessage"], ["skill-of-travel"]));

        Assert.Equal("yes", page.Find("[data-may-send]").GetAttribute("data-may-send"));
        Assert.Contains("has to name a skill", page.Find("[data-may-send]").TextContent, StringComparison.Ordinal);
        Assert.Contains(page.FindAll("[data-grant]"), static row => row.TextContent.Contains("skill-of-travel", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Dashboard_BrokenAgents_AreNamed()
    {
        ComponentFactories.AddStub<FirstSteps>();
        await PutThreeAsync();

        var page = await OpenAsync<DashboardPage>(isAdmin: true, "ui/");

        Assert.Equal("3", page.Find("[data-stat=agents]").TextContent);
        Assert.Equal(["/payroll"], page.FindAll("[data-agent-issue]").Select(static row => row.GetAttribute("data-agent-issue")));
    }

    [Theory]
    [InlineData(true, "pa", "Payroll,Run payroll")]
    [InlineData(false, "pa", "")]
    [InlineData(false, "tr", "Travel,Run travel")]
    public async Task Search_Agents_AreFoundByThoseWhoSeeThem(bool isAdmin, string text, string expected)
    {
        await PutThreeAsync();
        var box = await OpenAsync<SearchBox>(isAdmin, "ui/");

        await box.Find("#global-search").InputAsync(new ChangeEventArgs { Value = text });

        Assert.Equal(expected, string.Join(',', box.FindAll("li[id^=hit-] small").Select(
            static words => words.ParentElement!.QuerySelector("strong")!.TextContent)));
        Assert.Equal(isAdmin, box.Markup.Contains("/payroll", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Scan_ThatEnds_IsShownWithoutReload()
    {
        await PutThreeAsync();
        var page = await OpenAsync<AgentsPage>(isAdmin: true, "ui/agents?view=table");
        Assert.Empty(page.FindAll("[data-safety]"));

        var scan = SecurityPageTests.Unsafe("/travel", Time.GetUtcNow()) with { Kind = SubjectKind.Agent };
        await CommitAsync(new DocumentBatch().Put(ScanRepository.Scans, "/travel", scan, null));
        Time.Advance(TimeSpan.FromMilliseconds(250));

        await page.WaitForAssertionAsync(() => Assert.Equal("Unsafe", page.Find("[data-safety]").GetAttribute("data-safety")));
    }

    private static Task CheckCardAsync(IRenderedComponent<AgentFormPage> page) => page.FindAll("button")
        .Single(static button => button.TextContent.Contains("Check the card", StringComparison.Ordinal)).ClickAsync(new MouseEventArgs());

    private static string[] Names(IRenderedComponent<AgentsPage> page) =>
        [.. page.FindAll("tr[data-agent] td:first-child a").Select(static link => link.TextContent)];

    private static JsonElement CardOf(string name, string? description = null) => JsonElement.Parse(
        $$"""
        {"name":{{JsonSerializer.Serialize(name)}},
         "description":{{JsonSerializer.Serialize(description ?? "About " + name)}},"version":"1.0.0",
         "supportedInterfaces":[{"url":"http://127.0.0.1:9/a2a","protocolBinding":"JSONRPC","protocolVersion":"1.0"}],
         "capabilities":{"streaming":true},"defaultInputModes":["text/plain"],"defaultOutputModes":["text/plain"],
         "skills":[{"id":"skill-of-{{Slug(name)}}","name":"Run {{Slug(name)}}","description":"Does it.","tags":["t"]}]}
        """);

    private static string Slug(string name) => string.Concat(name.ToLowerInvariant().Where(char.IsAsciiLetter));

    /// <summary>One that is well, one that is private with a changed card, one that is switched off.</summary>
    private async Task PutThreeAsync()
    {
        await StartAsync();
        await PutAgentAsync("Travel", "/travel");
        await PutAgentAsync("Clock", "/clock", static agent => agent with { IsEnabled = false });
        await PutAgentAsync("Payroll", "/payroll", static agent => agent with
        {
            Tags = ["money"],
            Visibility = ItemVisibility.Private,
            CardUrl = "http://127.0.0.1:9/card.json",
            Pending = new(
                CardOf("Payroll", "Changed"), CanonicalJson.HashOfCard(CardOf("Payroll", "Changed")), default, CardSignature.None),
        });
    }

    private Task PutAgentAsync(string name, string path, Func<AgentDocument, AgentDocument>? change = null)
    {
        var agent = new AgentDocument
        {
            Path = path,
            Card = CardOf(name),
            CardHash = CanonicalJson.HashOfCard(CardOf(name)),
            IsEnabled = true,
            RegisteredBy = "maria",
            OwnerSubject = "local:maria",
            RegisteredAt = Time.GetUtcNow(),
            UpdatedAt = Time.GetUtcNow(),
        };
        return CommitAsync(
            new DocumentBatch().Put(AgentRepository.Agents, path, change?.Invoke(agent) ?? agent, expectedVersion: null));
    }

    private Task<IRenderedComponent<AgentPage>> OpenPageAsync(bool isAdmin, string path, string? tab = null, params ServerRule[] rules) =>
        OpenAsync<AgentPage>(isAdmin, $"ui/agent{path}{(tab is null ? "" : $"?tab={tab}")}", ("Path", path.TrimStart('/')), rules);

    private async Task<IRenderedComponent<T>> OpenAsync<T>(
        bool isAdmin, string address, (string Name, string Value)? parameter = null, params ServerRule[] rules)
        where T : IComponent
    {
        await PutScopeAsync(isAdmin ? "registry-admins" : "readers", "staff", isAdmin, rules);
        await AllowAgentsAsync(isAdmin ? "registry-admins" : "readers");
        var visitor = await SignInAsync("staff");
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        JSInterop.SetupVoid("mcpUi.watchColumns", static _ => true).SetVoidResult();
        return Render<T>(parameters =>
        {
            parameters.AddCascadingValue(visitor);
            if (parameter is { } given)
            {
                parameters.TryAdd(given.Name, given.Value);
            }
        });
    }

    private async Task AllowAgentsAsync(string scope)
    {
        var stored = (await Store.FindAsync(ScopeRepository.Scopes, scope, Cancellation))!;
        var permissions = stored.Value.UiPermissions.ToDictionary(StringComparer.Ordinal);
        permissions["list_agents"] = Everything;
        await CommitAsync(new DocumentBatch().Put(
            ScopeRepository.Scopes, scope, stored.Value with { UiPermissions = permissions }, expectedVersion: null));
    }
}
