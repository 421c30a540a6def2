using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Web;
using McpGateway.EndToEndTests.Support;
using Microsoft.Playwright;

namespace McpGateway.EndToEndTests.Web;

/// <summary>How many clicks things take, counted in the browser: the table in <c>docs/guides/web-ui.md</c>.</summary>
public sealed partial class FlowTests(Installation shared) : SharedWebRig<Installation>(shared)
{
    /// <summary>The client that was added by the link signs in with OAuth: its consent is the last click, and then it calls.</summary>
    [Theory]
    [InlineData("/ui/servers", 4)]
    [InlineData("/ui/server/grafana", 3)]
    public async Task FirstToolCall_OfAClientThatWasAddedByALink_TakesAsManyClicksAsTheGuideSays(string from, int clicks)
    {
        await using var visitor = await OpenAsync(from);
        if (from == "/ui/servers")
        {
            await visitor.Page.Locator(".server-card a.title", new() { HasTextRegex = Grafana() }).ClickAsync();
        }

        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Connect", Exact = true }).ClickAsync();
        var link = visitor.Page.Locator("[data-link=Cursor]");
        var config = HttpUtility.ParseQueryString(new Uri((await link.GetAttributeAsync("href"))!).Query)["config"]!;
        await visitor.Page.EvaluateAsync("addEventListener('click', event => event.preventDefault(), true)");
        await link.ClickAsync();
        var server = JsonElement.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(config))).GetProperty("url").GetString()!;
        var resource = new Uri(server).AbsolutePath;

        var client = await PageClient.RegisterAsync(Gateway, "Cursor", Cancellation);
        await visitor.Page.RouteAsync(
            "https://client.example/**",
            static route => route.FulfillAsync(new() { ContentType = "text/html", Body = "<!doctype html><title>Client</title>" }));
        await visitor.Page.GotoAsync(client.Address(resource));
        var counted = await visitor.ClicksAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Allow" }).ClickAsync();
        await Assertions.Expect(visitor.Page).ToHaveTitleAsync("Client");
        var token = await client.RedeemAsync(new(visitor.Page.Url), Cancellation);
        var (status, _, answer) = await Gateway.CallAsync(
            resource, token,
            """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"get_dashboard","arguments":{"id":"1"}}}""", Cancellation);

        Assert.Equal((clicks, HttpStatusCode.OK), (counted + 1, status));
        Assert.True(answer!.Value.TryGetProperty("result", out _), answer.ToString());
    }

    /// <summary>With one group the third click is not needed.</summary>
    [Theory]
    [InlineData("ana", "engineering", 3)]
    [InlineData(InstallationPlan.InTwoGroups, "support", 4)]
    public async Task RefusedCall_AllowedFromTheList_TakesAtMostFourClicks(string user, string group, int clicks)
    {
        await using var visitor = await OpenAsync($"/ui/activity?hours=720&outcome=denied&user={user}");
        await visitor.Page.Locator("[data-calls] tbody button.link").First.ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Allow this" }).ClickAsync();
        if (clicks == 4)
        {
            await visitor.Page.GetByRole(AriaRole.Link, new() { Name = group, Exact = true }).ClickAsync();
        }

        await visitor.Page.Locator($"[data-group={group}]").WaitForAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await visitor.ToastAsync("The rules are in force");

        Assert.Equal(clicks, await visitor.ClicksAsync());
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task ChangedTools_FiftySeven_AreApprovedInFourClicksAndLessThanAMinute()
    {
        await using var visitor = await OpenAsync("/ui/");
        var clock = Stopwatch.StartNew();
        await visitor.Page.GetByRole(AriaRole.Link, new() { NameRegex = ChangedDefinitions() }).First.ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("[data-tool]")).ToHaveCountAsync(InstallationPlan.ChangedTools);
        await visitor.Page.Locator(".toolbar input[type=checkbox]").ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { NameRegex = Approve() }).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Approve them" }).ClickAsync();

        await visitor.ToastAsync($"{InstallationPlan.ChangedTools} definitions are approved");
        Assert.Equal(4, await visitor.ClicksAsync());
        Assert.True(clock.Elapsed < TimeSpan.FromMinutes(1), $"{clock.Elapsed}");
        await Assertions.Expect(visitor.Page.GetByText("Nothing to review")).ToBeVisibleAsync();
        Assert.Empty(visitor.Complaints);
    }

    private async Task<Visitor> OpenAsync(string path)
    {
        var visitor = await Browser.VisitAsync(Gateway.Address, 1440);
        await visitor.SignInAsync();
        await visitor.OpenAsync(path);
        await visitor.CountClicksAsync();
        return visitor;
    }

    [GeneratedRegex("^Grafana$")]
    private static partial Regex Grafana();

    [GeneratedRegex("definitions to review$")]
    private static partial Regex ChangedDefinitions();

    [GeneratedRegex("^Approve")]
    private static partial Regex Approve();
}
