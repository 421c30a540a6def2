using System.Text;
using System.Text.RegularExpressions;
using McpGateway.EndToEndTests.Support;
using Microsoft.Playwright;

namespace McpGateway.EndToEndTests.Web;

/// <summary>Access is changed, explained and compared without typing lists, and removals are undone.</summary>
public sealed partial class AccessPickingTests(Installation shared) : SharedWebRig<Installation>(shared)
{
    [Fact]
    public async Task Rule_MadeByPicking_IsInForce()
    {
        await using var visitor = await OpenAsync("/ui/access?group=finance");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Add a rule" }).ClickAsync();
        var rule = visitor.Page.Locator("fieldset.rule").Last;
        await Assertions.Expect(rule.GetByLabel("Server", new() { Exact = true })).ToHaveValueAsync("");
        await rule.GetByLabel("Server", new() { Exact = true }).PressSequentiallyAsync("stri");
        await visitor.Page.GetByRole(AriaRole.Option, new() { NameRegex = Stripe() }).ClickAsync();
        await rule.GetByLabel("Tools", new() { Exact = true }).PressAsync("Escape");
        await rule.Locator("details.matrix summary").ClickAsync();
        await Assertions.Expect(rule.GetByText("Destructive")).ToBeVisibleAsync();
        await LookAsync(visitor, "matrix");
        await rule.GetByRole(AriaRole.Button, new() { Name = "Those that only read" }).ClickAsync();

        await Assertions.Expect(rule.GetByLabel("Tools", new() { Exact = true })).ToHaveValueAsync(
            "search_payment, list_payment, get_payment");
        await Assertions.Expect(visitor.Page.Locator("[data-effect]")).ToContainTextAsync("gain 3 tools");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await visitor.ToastAsync("The rules are in force");
        await visitor.OpenAsync("/ui/server/stripe?tab=audience&tool=get_payment");
        await Assertions.Expect(visitor.Page.Locator("[data-audience]")).ToContainTextAsync("finance");
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Combobox_ByKeys_PicksAndCloses()
    {
        await using var visitor = await OpenAsync("/ui/access?tab=compare");
        var field = visitor.Page.GetByLabel("One", new() { Exact = true });
        await field.PressSequentiallyAsync("an");
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Listbox)).ToBeVisibleAsync();
        await LookAsync(visitor, "combobox");

        await field.PressAsync("ArrowDown");
        await Assertions.Expect(field).ToHaveAttributeAsync("aria-activedescendant", "compare-first-option-0");
        await field.PressAsync("Enter");

        await Assertions.Expect(field).ToHaveValueAsync("ana");
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Listbox)).ToHaveCountAsync(0);
        await visitor.Page.GetByLabel("The other", new() { Exact = true }).FillAsync("bela");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Compare", Exact = true }).ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("[data-differences] tbody tr").First).ToBeVisibleAsync();
        await Assertions.Expect(visitor.Page).ToHaveURLAsync(AnaAndBela());
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Group_ChangedAndLeft_AsksFirst()
    {
        await using var visitor = await OpenAsync("/ui/access?group=sales");
        await visitor.Page.GetByLabel("Groups of people that it is given to").FillAsync("others");

        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Users", Exact = true }).ClickAsync();

        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("without saving");
        await visitor.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button).First.ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("[data-group=sales]")).ToBeVisibleAsync();
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task ServiceAccount_Made_ShowsItsSecretThatGetsATokenOnce()
    {
        await using var visitor = await OpenAsync("/ui/access?tab=users");
        await visitor.Page.GetByRole(AriaRole.Button, new() { NameRegex = Program() }).ClickAsync();
        await visitor.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("nightly");
        await visitor.Page.GetByLabel("Groups", new() { Exact = true }).FillAsync("research");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Create the account" }).ClickAsync();
        var secret = await visitor.Page.Locator("[data-once='Client secret']").TextContentAsync();
        await LookAsync(visitor, "secret");

        using var client = new HttpClient { BaseAddress = Gateway.Address };
        client.DefaultRequestHeaders.Authorization =
            new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"nightly:{Uri.EscapeDataString(secret!)}")));
        using var form = new FormUrlEncodedContent([new("grant_type", "client_credentials")]);
        using var answer = await client.PostAsync(new Uri("/oauth2/token", UriKind.Relative), form, Cancellation);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
        await visitor.Page.ReloadAsync();
        await visitor.ReadyAsync();
        await Assertions.Expect(visitor.Page.Locator("[data-user=nightly]")).ToContainTextAsync("program");
        await Assertions.Expect(visitor.Page.GetByText(secret!)).ToHaveCountAsync(0);
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Servers_ChosenTogether_AreTaggedGrantedRemovedAndBroughtBack()
    {
        await using var visitor = await OpenAsync("/ui/servers?tag=people&view=table");
        var rows = visitor.Page.Locator("tr[data-server]");
        await Assertions.Expect(rows).ToHaveCountAsync(3);
        await visitor.Page.GetByLabel("Choose all servers").CheckAsync();
        await LookAsync(visitor, "chosen");

        await visitor.Page.GetByLabel("Tag", new() { Exact = true }).Last.FillAsync("payroll");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Add the tag" }).ClickAsync();
        await visitor.ToastAsync("3 servers are tagged");
        await visitor.Page.GetByLabel("Group", new() { Exact = true }).FillAsync("platform");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Grant" }).ClickAsync();
        await visitor.ToastAsync("3 servers are granted to platform");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Remove", Exact = true }).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await visitor.ToastAsync("3 servers are removed");
        await Assertions.Expect(rows).ToHaveCountAsync(0);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();

        await visitor.ToastAsync("3 servers are back");
        await Assertions.Expect(rows).ToHaveCountAsync(3);
        await visitor.OpenAsync("/ui/server/greenhouse?tab=audience");
        await Assertions.Expect(visitor.Page.Locator("[data-audience]")).ToContainTextAsync("platform");
        Assert.Empty(visitor.Complaints);
    }

    /// <summary>What only shows itself on the way is as clean as a page.</summary>
    private static async Task LookAsync(Visitor visitor, string picture)
    {
        Assert.Empty(await PageAudit.RunAsync(visitor.Page));
        await PageAudit.PictureAsync(visitor.Page, "step-" + picture, "light");
    }

    private async Task<Visitor> OpenAsync(string path)
    {
        var visitor = await Browser.VisitAsync(Gateway.Address, 1440);
        await visitor.SignInAsync();
        await visitor.OpenAsync(path);
        return visitor;
    }

    [GeneratedRegex("^stripe")]
    private static partial Regex Stripe();

    [GeneratedRegex("one=ana&other=bela")]
    private static partial Regex AnaAndBela();

    [GeneratedRegex("^A program")]
    private static partial Regex Program();
}
