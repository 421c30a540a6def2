using Bunit;
using McpGateway.Access.Scopes;
using McpGateway.Foundation.Documents;
using McpGateway.Identity.Sessions;
using McpGateway.Identity.Users;
using McpGateway.Web.Pages.Access;
using McpGateway.Web.Pages.Server;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.Tests.Web.Pages;

/// <summary>Who can use a server, what two people may do, and the tools that are ticked instead of typed.</summary>
public sealed class AccessReviewTabsTests : PageRig
{
    [Fact]
    public async Task Audience_OfAServer_NamesGroupsAndPeople()
    {
        var visitor = await VisitorAsync();

        var tab = Render<AudienceTab>(parameters => parameters.AddCascadingValue(visitor).Add(part => part.Server, "mail"));

        Assert.Equal(["readers", "writers"], tab.FindAll("tbody a").Select(static link => link.TextContent));
        Assert.Equal(["1 of 2", "2 of 2"], tab.FindAll("td.num").Select(static cell => Words(cell.TextContent)));
        Assert.Equal(["ann", "bob"], tab.FindAll(".columns a").Select(static link => link.TextContent));
        Assert.Equal(
            "ui/access?tab=groups&server=mail",
            tab.FindAll("p a").Single(static link => link.TextContent.StartsWith("Grant", StringComparison.Ordinal)).GetAttribute("href"));
    }

    [Fact]
    public async Task Audience_OfATool_IsNarrower()
    {
        var visitor = await VisitorAsync();

        var tab = Render<AudienceTab>(
            parameters => parameters.AddCascadingValue(visitor).Add(part => part.Server, "mail").Add(part => part.Tool, "send"));

        Assert.Equal(["writers"], tab.FindAll("tbody a").Select(static link => link.TextContent));
        Assert.Equal(["bob"], tab.FindAll(".columns a").Select(static link => link.TextContent));
    }

    [Fact]
    public async Task Audience_OfNothing_SaysWhy()
    {
        var visitor = await VisitorAsync();

        var tab = Render<AudienceTab>(parameters => parameters.AddCascadingValue(visitor).Add(part => part.Server, "nowhere"));

        Assert.Contains("nowhere", tab.Find("[role=alert]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_AddressWithTwo_IsAnswered()
    {
        var visitor = await VisitorAsync();
        Services.GetRequiredService<NavigationManager>().NavigateTo("ui/access?tab=compare&one=ann&other=bob");

        var tab = Render<CompareTab>(parameters => parameters.AddCascadingValue(visitor));

        var row = Assert.Single(tab.FindAll("tbody tr"));
        Assert.Equal(["Mail", "–", "send", "1"], row.Children.Select(static cell => Words(cell.TextContent)));
        Assert.Equal("1", tab.Find("[data-differences]").GetAttribute("data-differences"));
    }

    [Fact]
    public async Task Compare_TheOtherWayRound_SwapsTheColumns()
    {
        var visitor = await VisitorAsync();
        Services.GetRequiredService<NavigationManager>().NavigateTo("ui/access?tab=compare&one=ann&other=bob");
        var tab = Render<CompareTab>(parameters => parameters.AddCascadingValue(visitor));

        await tab.Find("button.quiet").ClickAsync(new MouseEventArgs());

        Assert.Equal(["Mail", "send", "–", "1"], tab.Find("tbody tr").Children.Select(static cell => Words(cell.TextContent)));
    }

    [Theory]
    [InlineData("ann", "eve", "eve")]
    [InlineData("", "", "two users")]
    public async Task Compare_Unknown_SaysWhom(string one, string other, string named)
    {
        var tab = Render<CompareTab>(await CascadeAsync<CompareTab>());
        await tab.Find("#compare-first").InputAsync(new ChangeEventArgs { Value = one });
        await tab.Find("#compare-second").InputAsync(new ChangeEventArgs { Value = other });

        await tab.Find("form").SubmitAsync();

        Assert.Contains(named, tab.Find(".notice.bad").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Matrix_Opened_TicksAndTellsTheNames()
    {
        var (matrix, value) = await MatrixAsync("read, gone");

        Assert.Equal(["read"], Ticked(matrix));
        Assert.Contains("gone", matrix.Find(".hint").TextContent, StringComparison.Ordinal);
        await matrix.FindAll("input[type=checkbox]")[1].ChangeAsync(new ChangeEventArgs { Value = true });
        Assert.Equal("read, gone, send", value());
    }

    [Theory]
    [InlineData("All, new ones too", "*")]
    [InlineData("None", "")]
    [InlineData("Those that only read", "")]
    public async Task Matrix_Button_ChoosesTogether(string button, string expected)
    {
        var (matrix, value) = await MatrixAsync("send");

        await matrix.FindAll("button").Single(choice => choice.TextContent == button).ClickAsync(new MouseEventArgs());

        Assert.Equal(expected, value());
    }

    [Fact]
    public async Task Matrix_OfEveryTool_ShowsAllTickedAndNotToBeChanged()
    {
        var (matrix, _) = await MatrixAsync("*");

        Assert.Equal(["read", "send"], Ticked(matrix));
        Assert.All(matrix.FindAll("input[type=checkbox]"), static box => Assert.True(box.HasAttribute("disabled")));
    }

    private static IEnumerable<string> Ticked(IRenderedComponent<ToolMatrix> matrix) => matrix.FindAll("label.check")
        .Where(static label => label.QuerySelector("input")!.HasAttribute("checked"))
        .Select(static label => label.QuerySelector(".mono")!.TextContent);

    private static string Words(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private async Task<(IRenderedComponent<ToolMatrix> Matrix, Func<string> Value)> MatrixAsync(string value)
    {
        var visitor = await VisitorAsync();
        var matrix = Render<ToolMatrix>(parameters => parameters.AddCascadingValue(visitor)
            .Add(part => part.Server, "mail")
            .Add(part => part.Value, value)
            .Add(part => part.ValueChanged, (string text) => value = text));
        await matrix.Find("details").TriggerEventAsync("ontoggle", EventArgs.Empty);
        await matrix.WaitForStateAsync(() => matrix.FindAll(".matrix-bar").Count > 0);
        return (matrix, () => value);
    }

    private async Task<Action<ComponentParameterCollectionBuilder<T>>> CascadeAsync<T>()
        where T : IComponent
    {
        var visitor = await VisitorAsync();
        return parameters => parameters.AddCascadingValue(visitor);
    }

    /// <summary>Ann may read mail, Bob, who looks, may send it, too.</summary>
    private async Task<BrowserSession> VisitorAsync()
    {
        await StartAsync();
        await PutServerAsync("Mail", "/mail", "read", "send");
        await PutScopeAsync("registry-admins", "admins", isAdmin: true);
        await PutScopeAsync("readers", "staff", rules: [new ServerRule("mail", ["tools/call"], ["read"])]);
        await PutScopeAsync("writers", "authors", rules: [new ServerRule("mail", ["tools/call"], ["read", "send"])]);
        var ann = new UserRecord { UserName = "ann", Groups = ["staff"], CreatedAt = Time.GetUtcNow(), UpdatedAt = Time.GetUtcNow() };
        await CommitAsync(new DocumentBatch().Put(LocalUserDirectory.Kind, ann.UserName, ann, expectedVersion: null));
        return await SignInAsync("admins", "authors");
    }
}
