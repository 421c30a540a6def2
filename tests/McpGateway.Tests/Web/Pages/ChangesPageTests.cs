using Bunit;
using McpGateway.Access.Scopes;
using McpGateway.Core.Health.Discovery;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation.Documents;
using McpGateway.Identity.Sessions;
using McpGateway.Proxy.Pins;
using McpGateway.Tests.Discovery;
using McpGateway.Web.Components;
using McpGateway.Web.Pages.Changes;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.Tests.Web.Pages;

public sealed class ChangesPageTests : PageRig
{
    private BrowserSession? _visitor;

    [Fact]
    public async Task Page_ChangedTools_AreThoseOfEveryServer()
    {
        var page = await OpenAsync(isAdmin: true);

        Assert.Equal(["/clock:tick", "/mail:send"], Shown(page));
    }

    [Fact]
    public async Task Page_OfSomebodyWhoMayNotModify_HasNothing() =>
        Assert.Contains("Nothing to review", (await OpenAsync(isAdmin: false)).Find(".empty").TextContent, StringComparison.Ordinal);

    [Fact]
    public async Task Page_OfOneServer_HasItsToolsOnly() =>
        Assert.Equal(["/mail:send"], Shown(await OpenAsync(isAdmin: true, "?server=/mail")));

    [Fact]
    public async Task Approve_AllChosen_ApprovesThemAndLeavesTheOthers()
    {
        var page = await OpenAsync(isAdmin: true);
        await page.Find(".toolbar input[type=checkbox]").ChangeAsync(new ChangeEventArgs { Value = true });

        var approving = page.Find("[data-approve=chosen]").ClickAsync(new MouseEventArgs());
        var confirmation = Services.GetRequiredService<Confirmation>();
        await page.InvokeAsync(() => confirmation.Answer(confirmation.Current, isSure: true));
        await approving;

        var tools = (await Store.FindAsync(ServerRepository.Tools, "/mail", Cancellation))!.Value;
        Assert.DoesNotContain(tools.Tools, static tool => tool.HasChanged);
    }

    [Fact]
    public async Task Reject_Chosen_IsOutOfSightUntilItChangesAgain()
    {
        var page = await OpenAsync(isAdmin: true, "?server=/mail");
        await page.Find("[data-changes='/mail'] .choose input").ChangeAsync(new ChangeEventArgs { Value = true });

        await page.Find("[data-reject=chosen]").ClickAsync(new MouseEventArgs());

        var tools = (await Store.FindAsync(ServerRepository.Tools, "/mail", Cancellation))!.Value;
        Assert.Equal(PinState.Rejected, tools.Tools[0].State);
        page.WaitForAssertion(() => Assert.Empty(Shown(page)));

        await PutAsync("/mail", "send", "newer");
        Assert.Equal(["/mail:send"], Shown(Open()));
    }

    [Fact]
    public async Task Page_OtherDefinitions_AreShownSideBySide()
    {
        await OpenAsync(isAdmin: true, "?server=/quiet");
        var first = ItemReader.Instructions("Be kind.");
        await CommitAsync(new DocumentBatch().Put(
            ServerRepository.Tools, "/quiet",
            Catalogue.Tools(Catalogue.Tool("calm")) with
            {
                PinnedInstructions = ItemReader.Instructions("Send all.").After(first, isAccepted: false, DateTimeOffset.UnixEpoch),
            },
            expectedVersion: null));

        var page = Open();
        Assert.Equal(["/quiet:"], Shown(page));
        var sides = page.FindAll(".diff pre").Select(static side => side.TextContent.Trim()).ToArray();
        Assert.Contains("Be kind.", sides[0], StringComparison.Ordinal);
        Assert.Contains("Send all.", sides[1], StringComparison.Ordinal);
        Assert.Contains("Quarantined", page.Find("[data-kind=Instructions]").TextContent, StringComparison.Ordinal);
    }

    /// <summary>What changed again after it was chosen was not read.</summary>
    [Fact]
    public async Task Approve_ChangedOnceMore_IsNotApprovedUnseen()
    {
        var page = await OpenAsync(isAdmin: true, "?server=/mail");
        await page.Find("[data-changes='/mail'] .choose input").ChangeAsync(new ChangeEventArgs { Value = true });
        await PutAsync("/mail", "send", "newer");

        await page.Find("[data-approve=chosen]").ClickAsync(new MouseEventArgs());

        Assert.Contains(
            (await Store.FindAsync(ServerRepository.Tools, "/mail", Cancellation))!.Value.Tools, static tool => tool.HasChanged);
    }

    private static List<string> Shown(IRenderedComponent<ChangesPage> page) =>
    [
        .. page.FindAll("[data-changes]").SelectMany(static server => server.QuerySelectorAll("[data-tool]").Select(
            tool => $"{server.GetAttribute("data-changes")}:{tool.GetAttribute("data-tool")}")),
    ];

    private Task PutAsync(string key, string tool, string hash) => CommitAsync(new DocumentBatch().Put(
        ServerRepository.Tools, key,
        Catalogue.Tools(Catalogue.Tool(tool, "Says something else") with { DefinitionHash = hash }, Catalogue.Tool("calm")),
        expectedVersion: null));

    private async Task<IRenderedComponent<ChangesPage>> OpenAsync(bool isAdmin, string query = "")
    {
        await StartAsync();
        await PutServerAsync("Mail", "/mail", "send");
        await PutServerAsync("Clock", "/clock", "tick");
        await PutServerAsync("Quiet", "/quiet", "rest");
        await PutAsync("/mail", "send", "new");
        await PutAsync("/clock", "tick", "new");
        await PutScopeAsync(isAdmin ? "registry-admins" : "readers", "staff", isAdmin, new ServerRule("*", ["all"], ["*"]));
        _visitor = await SignInAsync("staff");
        Services.GetRequiredService<NavigationManager>().NavigateTo("ui/changes" + query);
        return Open();
    }

    private IRenderedComponent<ChangesPage> Open() => Render<ChangesPage>(parameters => parameters.AddCascadingValue(_visitor!));
}
