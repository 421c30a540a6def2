using Bunit;
using McpGateway.Access.Scopes;
using McpGateway.Foundation.Documents;
using McpGateway.Identity.Users;
using McpGateway.Web.Components;
using McpGateway.Web.Pages.Access;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.Tests.Web.Pages;

public sealed class GroupsTabTests : PageRig
{
    [Fact]
    public async Task Tab_NothingChosen_ListsTheGroups()
    {
        var tab = await OpenAsync(null);

        Assert.Contains("Choose a group", tab.Find(".empty").TextContent, StringComparison.Ordinal);
        Assert.Equal(["readers1 rule", "registry-admins0 rules"], tab.FindAll(".pick a").Select(link => link.TextContent)
            .Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Group_Chosen_ShowsItsRules()
    {
        var tab = await OpenAsync("readers");

        Assert.Equal(("mail", "tools/list, tools/call", "send"), Rule(tab, 0));
        Assert.Equal("staff", tab.Find("#group-mappings").GetAttribute("value"));
    }

    [Fact]
    public async Task Save_ChangedRule_IsInForce()
    {
        var tab = await OpenAsync("readers");

        await tab.Find("fieldset input[id$=-tools]").InputAsync(new ChangeEventArgs { Value = "send, read ,send" });
        await SaveAsync(tab);

        Assert.Equal(["send", "read"], (await FindAsync("readers"))!.Rules[0].Tools);
        Assert.Contains("in force", Services.GetRequiredService<Toasts>().Shown[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Save_AddedAndRemovedRules_AreKept()
    {
        var tab = await OpenAsync("readers");
        await tab.Find("#add-rule").ClickAsync(new MouseEventArgs());
        await tab.FindAll("fieldset input[id$=-server]")[1].InputAsync(new ChangeEventArgs { Value = " clock " });
        await tab.FindAll("fieldset button")[0].ClickAsync(new MouseEventArgs());

        await SaveAsync(tab);

        var rule = Assert.Single((await FindAsync("readers"))!.Rules);
        Assert.Equal(("clock", "tools/list tools/call"), (rule.Server, string.Join(' ', rule.Methods)));
    }

    /// <summary>Somebody else saved meanwhile: nothing of theirs is lost.</summary>
    [Fact]
    public async Task Save_OverAnotherChange_IsRefused()
    {
        var tab = await OpenAsync("readers");
        await PutScopeAsync("readers", "staff", rules: [new ServerRule("other", ["all"], ["all"])]);

        await tab.Find("fieldset input[id$=-tools]").InputAsync(new ChangeEventArgs { Value = "x" });
        await SaveAsync(tab);

        Assert.Equal("other", (await FindAsync("readers"))!.Rules[0].Server);
        Assert.Equal(ToastTone.Error, Services.GetRequiredService<Toasts>().Shown[^1].Tone);
    }

    [Fact]
    public async Task Preview_PeopleWhoLoseTheirRights_AreNamed()
    {
        var tab = await OpenAsync("registry-admins");

        await tab.Find("#group-mappings").InputAsync(new ChangeEventArgs { Value = "nobody" });

        await tab.WaitForAssertionAsync(
            () => Assert.Contains("are no administrators any more", tab.Find("[data-effect]").TextContent, StringComparison.Ordinal));
        Assert.Contains("bob", tab.Find("[data-effect]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Discard_Changes_ShowsWhatIsStored()
    {
        var tab = await OpenAsync("readers");
        await tab.Find("fieldset input[id$=-server]").InputAsync(new ChangeEventArgs { Value = "changed" });

        await tab.Find("button.quiet").ClickAsync(new MouseEventArgs());

        Assert.Equal("mail", Rule(tab, 0).Server);
    }

    [Fact]
    public async Task Methods_Picked_AreAddedAndTakenAway()
    {
        var tab = await OpenAsync("readers");
        var methods = tab.Find("fieldset input[id$=-methods]");
        await methods.ClickAsync(new MouseEventArgs());
        await tab.FindAll("[role=option]").First(static option => option.TextContent.Contains("prompts/get", StringComparison.Ordinal))
            .ClickAsync(new MouseEventArgs());
        await tab.FindAll("[role=option]").First(static option => option.TextContent.Contains("tools/list", StringComparison.Ordinal))
            .ClickAsync(new MouseEventArgs());

        await SaveAsync(tab);

        Assert.Equal(["tools/call", "prompts/get"], (await FindAsync("readers"))!.Rules[0].Methods);
    }

    /// <summary>
    /// From a refused call: the group of the person opens with the rule filled in, and nothing is stored before it is saved.
    /// </summary>
    [Fact]
    public async Task Wish_OfARefusedCall_OpensTheOnlyGroupOfThePerson()
    {
        await StartAsync();
        await PutScopeAsync("readers", "staff", rules: [new ServerRule("mail", ["tools/list"], ["send"])]);
        await CommitAsync(new DocumentBatch().Put(
            LocalUserDirectory.Kind, "ann",
            new UserRecord { UserName = "ann", Groups = ["staff"], CreatedAt = Time.GetUtcNow(), UpdatedAt = Time.GetUtcNow() }, null));
        Services.GetRequiredService<NavigationManager>().NavigateTo(
            "ui/access?tab=groups&for=ann&server=mail&method=tools%2Fcall&tool=read");
        await OpenAsync(null);

        Assert.EndsWith(
            "group=readers&server=mail&for=ann&method=tools%2Fcall&tool=read", Services.GetRequiredService<NavigationManager>().Uri,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wish_InAGroup_IsFilledInAndNotSaved()
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo(
            "ui/access?tab=groups&group=readers&for=ann&server=mail&method=tools%2Fcall&tool=read");
        var tab = await OpenAsync("readers");

        Assert.Equal(("mail", "tools/list, tools/call, initialize", "send, read"), Rule(tab, 0));
        Assert.Equal(["send"], (await FindAsync("readers"))!.Rules[0].Tools);
        await SaveAsync(tab);
        Assert.Equal(["send", "read"], (await FindAsync("readers"))!.Rules[0].Tools);
    }

    [Theory]
    [InlineData(" fresh ", true)]
    [InlineData("readers", false)]
    [InlineData("", false)]
    public async Task Create_Name_MakesAGroupOnce(string name, bool isMade)
    {
        var tab = await OpenAsync(null);
        await tab.Find("form input").ChangeAsync(new ChangeEventArgs { Value = name });

        await tab.Find("form").SubmitAsync();

        Assert.Equal(isMade, await FindAsync("fresh") is not null);
        Assert.Equal(isMade ? ToastTone.Done : ToastTone.Error, Services.GetRequiredService<Toasts>().Shown[^1].Tone);
        Assert.Equal(isMade, Services.GetRequiredService<NavigationManager>().Uri.EndsWith("group=fresh", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Delete_Asked_DoesItOnlyWhenSure(bool isSure)
    {
        var tab = await OpenAsync("readers");
        var click = tab.Find("button.danger").ClickAsync(new MouseEventArgs());
        var confirmation = Services.GetRequiredService<Confirmation>();

        await tab.InvokeAsync(() => confirmation.Answer(confirmation.Current, isSure));
        await click;

        Assert.Equal(isSure, await FindAsync("readers") is null);
    }

    [Fact]
    public async Task Group_Unknown_SaysSo()
    {
        await OpenAsync("never-there");

        Assert.Equal(ToastTone.Error, Assert.Single(Services.GetRequiredService<Toasts>().Shown).Tone);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("a", "a")]
    [InlineData(" a , b,,a , ", "a|b")]
    [InlineData("A,a", "A|a")]
    public void Split_Text_IsItsNames(string text, string expected) => Assert.Equal(expected, string.Join('|', RuleFields.Split(text)));

    private static (string? Server, string? Methods, string? Tools) Rule(IRenderedComponent<GroupsTab> tab, int place)
    {
        var rule = tab.FindAll("fieldset.rule")[place];
        return (Value("server"), Value("methods"), Value("tools"));

        string? Value(string field) => rule.QuerySelector($"input[id$=-{field}]")!.GetAttribute("value");
    }

    private static Task SaveAsync(IRenderedComponent<GroupsTab> tab) => tab.Find("button.primary").ClickAsync(new MouseEventArgs());

    private async Task<ScopeRecord?> FindAsync(string name) => (await Store.FindAsync(ScopeRepository.Scopes, name, Cancellation))?.Value;

    private async Task<IRenderedComponent<GroupsTab>> OpenAsync(string? selected)
    {
        await StartAsync();
        await PutServerAsync("Mail", "/mail", "send", "read");
        await PutScopeAsync("registry-admins", "admins", isAdmin: true);
        await PutScopeAsync("readers", "staff", rules: [new ServerRule("mail", ["tools/list", "tools/call"], ["send"])]);
        var visitor = await SignInAsync("staff", "admins");
        return Render<GroupsTab>(parameters => parameters.AddCascadingValue(visitor).Add(tab => tab.Selected, selected));
    }
}
