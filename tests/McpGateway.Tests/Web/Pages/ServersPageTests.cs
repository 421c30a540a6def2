using Bunit;
using McpGateway.Access.Scopes;
using McpGateway.Core.Registry.Servers;
using McpGateway.Core.Scanning.Results;
using McpGateway.Foundation.Documents;
using McpGateway.Web.Components;
using McpGateway.Web.Pages.Servers;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.Tests.Web.Pages;

public sealed class ServersPageTests : PageRig
{
    [Theory]
    [InlineData(true, "Register the first one", 1)]
    [InlineData(false, "Ask an administrator", 0)]
    public async Task Page_WithoutServers_SaysWhatToDo(bool isAdmin, string text, int buttons)
    {
        var page = await OpenAsync(isAdmin);

        Assert.Contains(text, page.Find(".empty").TextContent, StringComparison.Ordinal);
        Assert.Equal(buttons, page.FindAll(".empty a").Count);
        Assert.Equal(isAdmin, page.FindAll("a[href='ui/import']").Count == 1);
        Assert.Equal(isAdmin, page.FindAll(".page-head a[href='ui/register']").Count == 1);
    }

    [Fact]
    public async Task Table_Servers_AreThoseTheVisitorMaySee()
    {
        await PutAsync("Mail", "Clock", "Payroll");
        var page = await OpenAsync(isAdmin: false, new ServerRule("mail", ["all"], ["all"]), new ServerRule("clock", ["all"], ["all"]));

        await AsTableAsync(page);

        Assert.Equal(["Clock", "Mail"], Names(page));
        Assert.Contains("2 of 2 servers", page.Find(".page-head p").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mai", "Mail")]
    [InlineData("MAIL", "Mail")]
    [InlineData("/clo", "Clock")]
    [InlineData("About P", "Payroll")]
    [InlineData("nothing of the kind", "")]
    public async Task Filter_Typed_NarrowsByNamePathAndDescription(string text, string expected)
    {
        await PutAsync("Mail", "Clock", "Payroll");
        var page = await OpenAsync(isAdmin: true);
        await AsTableAsync(page);

        await page.Find("input[type=search]").InputAsync(new ChangeEventArgs { Value = text });

        Assert.Equal(expected, string.Join(',', page.FindAll("tr[data-server] a").Select(link => link.TextContent)));
        Assert.Equal(expected.Length == 0, page.FindAll(".empty").Count == 1);
    }

    [Fact]
    public async Task Filter_NothingMatches_IsTakenBackByOneButton()
    {
        await PutAsync("Mail", "Clock");
        var page = await OpenAsync(isAdmin: true);
        await AsTableAsync(page);
        await page.Find("input[type=search]").InputAsync(new ChangeEventArgs { Value = "zzz" });

        await page.Find(".empty button").ClickAsync(new MouseEventArgs());

        Assert.Equal(2, Names(page).Count);
        Assert.Equal("", page.Find("input[type=search]").GetAttribute("value") ?? "");
    }

    [Fact]
    public async Task List_WhatIsChosen_StandsInTheAddress_AndIsReadFromIt()
    {
        await PutAsync("Mail", "Clock", "Payroll");
        var page = await OpenAsync(isAdmin: true, status: ServerFilter.All);
        await AsTableAsync(page);

        await page.Find("input[type=search]").InputAsync(new ChangeEventArgs { Value = "l" });
        await page.FindAll("th button")[0].ClickAsync(new MouseEventArgs());
        var address = Assert.IsType<string>(JSInterop.Invocations["mcpUi.replaceAddress"][^1].Arguments[0]);
        await page.FindAll(".chip")[^1].ClickAsync(new MouseEventArgs());
        Assert.Empty(Names(page));
        Services.GetRequiredService<NavigationManager>().NavigateTo("ui/servers?q=a&sort=name&order=descending&view=table");

        Assert.EndsWith("ui/servers?q=l&sort=name&view=table", address, StringComparison.Ordinal);
        Assert.Equal(["Payroll", "Mail", "Clock"], Names(page));
        Assert.Equal("a", page.Find("input[type=search]").GetAttribute("value"));
    }

    [Fact]
    public async Task Sort_ColumnTwice_TurnsAround()
    {
        await PutAsync("Mail", "Clock", "Payroll");
        var page = await OpenAsync(isAdmin: true);
        await AsTableAsync(page);
        Assert.Equal(["Clock", "Mail", "Payroll"], Names(page));

        await page.FindAll("th button")[0].ClickAsync(new MouseEventArgs());
        await page.FindAll("th button")[0].ClickAsync(new MouseEventArgs());

        Assert.Equal(["Payroll", "Mail", "Clock"], Names(page));
        Assert.Equal("descending", page.FindAll("th")[1].GetAttribute("aria-sort"));
        Assert.Equal("none", page.FindAll("th")[2].GetAttribute("aria-sort"));
    }

    [Theory]
    [InlineData("disabled", "Disabled", 1)]
    [InlineData("enabled", "Enabled", 2)]
    [InlineData("<script>", "All", 3)]
    [InlineData(null, "All", 3)]
    public async Task Status_InTheAddress_ChoosesTheFilter(string? status, string chip, int shown)
    {
        await PutAsync("Mail", "Clock", "Payroll");
        await StartAsync();
        var payroll = (await Store.FindAsync(ServerRepository.Servers, "/payroll", Cancellation))!.Value;
        await CommitAsync(new DocumentBatch().Put(ServerRepository.Servers, "/payroll", payroll with { IsEnabled = false }, null));
        var page = await OpenAsync(isAdmin: true, status: status);

        await AsTableAsync(page);

        Assert.Equal(shown, Names(page).Count);
        Assert.StartsWith(chip + " (", page.Find(".chip[aria-pressed=true]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_WithAHostileName_IsShownAsText()
    {
        await StartAsync();
        await PutServerAsync("<img src=x onerror=alert(1)>\u202E", "/odd");
        var page = await OpenAsync(isAdmin: true);

        await AsTableAsync(page);

        Assert.Empty(page.FindAll("tr[data-server] img"));
        Assert.Contains("⟨U+202E⟩", Names(page)[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scan_ThatEnds_IsShownWithoutReload()
    {
        await PutAsync("Mail");
        var page = await OpenAsync(isAdmin: true, status: ServerFilter.All);
        await AsTableAsync(page);
        Assert.Empty(page.FindAll("[data-safety]"));

        var scan = SecurityPageTests.Unsafe("/mail", Time.GetUtcNow());
        await CommitAsync(new DocumentBatch().Put(ScanRepository.Scans, "/mail", scan, null));
        Time.Advance(TimeSpan.FromMilliseconds(250));

        await page.WaitForAssertionAsync(() => Assert.Equal("Unsafe", page.Find("[data-safety]").GetAttribute("data-safety")));
    }

    /// <summary>With many servers a check ends every moment: what the list shows is read then, and nothing else.</summary>
    [Fact]
    public async Task Groups_ToGrantTo_AreReadWhenAChoiceBegins()
    {
        await PutAsync("Mail");
        var page = await ChooseAllAsync();
        Assert.Equal(["registry-admins"], Groups(page));
        await Button(page, "Choose none").ClickAsync(new MouseEventArgs());

        await PutScopeAsync("writers", "authors");
        await page.Find("[aria-label^='Choose all']").ChangeAsync(new ChangeEventArgs { Value = true });

        Assert.Equal(["registry-admins", "writers"], Groups(page));
    }

    private static IEnumerable<string> Groups(IRenderedComponent<ServersPage> page)
    {
        page.Find("#bulk-group").Input("");
        return page.FindAll("[role=option] > span.break").Select(static option => option.TextContent).Order(StringComparer.Ordinal);
    }

    private static IReadOnlyList<string> Names(IRenderedComponent<ServersPage> page) =>
        [.. page.FindAll("tr[data-server] a").Select(link => link.TextContent)];

    [Fact]
    public async Task Chosen_Servers_AreTaggedAndUntaggedTogether()
    {
        await PutAsync("Mail", "Clock", "Payroll");
        var page = await ChooseAllAsync();
        await page.Find("#bulk-tag").InputAsync(new ChangeEventArgs { Value = " office " });

        await page.FindAll(".chosen form")[0].SubmitAsync();
        Assert.All(await StoredAsync(), static server => Assert.Contains("office", server.Tags));

        await Button(page, "Take it away").ClickAsync(new MouseEventArgs());
        Assert.All(await StoredAsync(), static server => Assert.DoesNotContain("office", server.Tags));
    }

    [Theory]
    [InlineData("registry-admins", true)]
    [InlineData("no such group", false)]
    public async Task Chosen_Servers_AreGrantedToAGroupThatThereIs(string group, bool isGranted)
    {
        await PutAsync("Mail", "Clock");
        var page = await ChooseAllAsync();
        await page.Find("#bulk-group").InputAsync(new ChangeEventArgs { Value = group });

        await page.FindAll(".chosen form")[1].SubmitAsync();

        var rules = (await Store.FindAsync(ScopeRepository.Scopes, "registry-admins", Cancellation))!.Value.Rules;
        Assert.Equal(isGranted ? ["clock", "mail"] : [], rules.Select(static rule => rule.Server).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Chosen_Servers_AreRemovedWhenSure_AndBroughtBackByTheMessage()
    {
        await PutAsync("Mail", "Clock");
        var page = await ChooseAllAsync();
        var confirmation = Services.GetRequiredService<Confirmation>();
        var click = Button(page, "Remove").ClickAsync(new MouseEventArgs());
        await page.InvokeAsync(() => confirmation.Answer(confirmation.Current, isSure: true));
        await click;
        Assert.Empty(await StoredAsync());
        Assert.Contains("Removed in the last hour (2)", page.Find("details.removed").TextContent, StringComparison.Ordinal);

        await page.InvokeAsync(Services.GetRequiredService<Toasts>().Shown[^1].Action!.Run);

        Assert.Equal(["Clock", "Mail"], (await StoredAsync()).Select(static server => server.ServerName).Order(StringComparer.Ordinal));
        Assert.Empty(page.FindAll("details.removed"));
    }

    [Fact]
    public async Task Removed_Server_IsBroughtBackFromTheList()
    {
        await PutAsync("Mail");
        var page = await ChooseAllAsync();
        var confirmation = Services.GetRequiredService<Confirmation>();
        var click = Button(page, "Remove").ClickAsync(new MouseEventArgs());
        await page.InvokeAsync(() => confirmation.Answer(confirmation.Current, isSure: true));
        await click;

        await page.Find("[aria-label='Bring Mail back']").ClickAsync(new MouseEventArgs());

        Assert.Equal("Mail", Assert.Single(await StoredAsync()).ServerName);
    }

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<ServersPage> page, string text) =>
        page.FindAll("button").Single(button => button.TextContent == text);

    private async Task<IRenderedComponent<ServersPage>> ChooseAllAsync()
    {
        var page = await OpenAsync(isAdmin: true);
        await AsTableAsync(page);
        await page.Find("[aria-label^='Choose all']").ChangeAsync(new ChangeEventArgs { Value = true });
        return page;
    }

    private async Task<IEnumerable<ServerRecord>> StoredAsync() =>
        (await Store.ListAsync(ServerRepository.Servers, Cancellation)).Select(static document => document.Value);

    private static Task AsTableAsync(IRenderedComponent<ServersPage> page) => page.Find("button[aria-label=Table]")
        .ClickAsync(new MouseEventArgs());

    private async Task PutAsync(params string[] names)
    {
        await StartAsync();
        foreach (var name in names)
        {
            await PutServerAsync(name, "/" + name.ToLowerInvariant(), "tool");
        }
    }

    private Task<IRenderedComponent<ServersPage>> OpenAsync(bool isAdmin, params ServerRule[] rules) => OpenAsync(isAdmin, null, rules);

    private async Task<IRenderedComponent<ServersPage>> OpenAsync(bool isAdmin, string? status, params ServerRule[] rules)
    {
        await StartAsync();
        await PutScopeAsync(isAdmin ? "registry-admins" : "readers", "staff", isAdmin, rules);
        var visitor = await SignInAsync("staff");
        if (status is not null)
        {
            Services.GetRequiredService<NavigationManager>().NavigateTo("ui/servers?status=" + Uri.EscapeDataString(status));
        }

        JSInterop.SetupVoid("mcpUi.watchColumns", static _ => true).SetVoidResult();
        return Render<ServersPage>(parameters => parameters.AddCascadingValue(visitor));
    }
}
