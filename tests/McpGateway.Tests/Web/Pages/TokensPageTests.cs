using Bunit;
using McpGateway.Identity.ApiTokens;
using McpGateway.Identity.Sessions;
using McpGateway.Web.Components;
using McpGateway.Web.Pages.Tokens;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.Tests.Web.Pages;

public sealed class TokensPageTests : PageRig
{
    private BrowserSession? _visitor;

    public TokensPageTests() => ComponentFactories.AddStub<AuthorizedClientsList>();

    [Fact]
    public async Task Page_NoTokens_SaysSo()
    {
        var page = await OpenAsync();

        Assert.Contains("None yet", page.Find(".empty").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("[data-token], tr"));
    }

    [Theory]
    [InlineData(null, 8)]
    [InlineData("1", 1)]
    [InlineData("24", 24)]
    public async Task Create_Token_LivesAsLongAsChosen(string? chosen, int hours)
    {
        var page = await OpenAsync();
        if (chosen is not null)
        {
            await page.Find("#token-hours").ChangeAsync(new ChangeEventArgs { Value = chosen });
        }

        await page.Find("#token-for").ChangeAsync(new ChangeEventArgs { Value = "  laptop " });
        await page.Find("form").SubmitAsync();

        var token = Assert.Single(await ListAsync());
        Assert.Equal(("laptop", Time.GetUtcNow().AddHours(hours)), (token.Description, token.ExpiresAt));
        Assert.Equal(["readers", "writers"], token.Scopes.Order(StringComparer.Ordinal));
        Assert.Equal("laptop", page.Find("tr[data-token-id] td").TextContent);
        Assert.Equal("", page.Find("#token-for").GetAttribute("value") ?? "");
    }

    /// <summary>The gateway keeps no copy: what is hidden is nowhere.</summary>
    [Fact]
    public async Task Token_Hidden_IsNowhereOnThePage()
    {
        var page = await OpenAsync();
        await page.Find("form").SubmitAsync();
        var text = page.Find("[data-token]").TextContent;
        Assert.Equal(3, text.Split('.').Length);

        await page.FindAll("button").Single(static button => button.TextContent == "Hide it").ClickAsync(new MouseEventArgs());

        Assert.DoesNotContain(text, page.Markup, StringComparison.Ordinal);
        Assert.Contains("(not stated)", page.Find("tr[data-token-id]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_LessAndNothingChosen_IsRefused()
    {
        var page = await OpenAsync();
        await NarrowAsync(page);

        await page.Find("form").SubmitAsync();

        Assert.Equal(ToastTone.Error, Assert.Single(Services.GetRequiredService<Toasts>().Shown).Tone);
        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task Create_Less_MayDoOnlyWhatIsChosen()
    {
        var page = await OpenAsync();
        await NarrowAsync(page);
        await ChooseAsync(page, "readers", isChosen: true);
        await ChooseAsync(page, "writers", isChosen: true);
        await ChooseAsync(page, "readers", isChosen: false);

        await page.Find("form").SubmitAsync();

        Assert.Equal(["writers"], Assert.Single(await ListAsync()).Scopes);
    }

    /// <summary>Who goes back to everything gets everything, whatever is still chosen.</summary>
    [Fact]
    public async Task Create_AllAgain_IsNotNarrowedByWhatWasChosen()
    {
        var page = await OpenAsync();
        await NarrowAsync(page);
        await ChooseAsync(page, "writers", isChosen: true);
        await page.FindAll("input[name=scope-choice]")[0].ChangeAsync(new ChangeEventArgs { Value = "on" });

        await page.Find("form").SubmitAsync();

        Assert.Equal(2, Assert.Single(await ListAsync()).Scopes.Count);
    }

    [Theory]
    [InlineData(true, "Revoked", 0)]
    [InlineData(false, "Valid", 1)]
    public async Task Revoke_Asked_DoesItOnlyWhenSure(bool isSure, string state, int buttons)
    {
        var page = await OpenAsync();
        await page.Find("form").SubmitAsync();
        var click = page.Find("tr[data-token-id] button").ClickAsync(new MouseEventArgs());
        var confirmation = Services.GetRequiredService<Confirmation>();
        Assert.NotNull(confirmation.Current);

        await page.InvokeAsync(() => confirmation.Answer(confirmation.Current, isSure));
        await click;

        Assert.Equal(state, page.Find("tr[data-token-id] .badge").TextContent);
        Assert.Equal(buttons, page.FindAll("tr[data-token-id] button").Count);
        Assert.Equal(isSure, Assert.Single(await ListAsync()).RevokedAt is not null);
    }

    private static Task NarrowAsync(IRenderedComponent<TokensPage> page) =>
        page.FindAll("input[name=scope-choice]")[1].ChangeAsync(new ChangeEventArgs { Value = "on" });

    private static Task ChooseAsync(IRenderedComponent<TokensPage> page, string scope, bool isChosen) =>
        page.FindAll("label.check").Single(label => label.TextContent.Trim() == scope).QuerySelector("input")!
            .ChangeAsync(new ChangeEventArgs { Value = isChosen });

    private Task<IReadOnlyList<PersonalToken>> ListAsync() =>
        Services.GetRequiredService<ApiTokenOperations>().ListAsync(_visitor!.Caller, Cancellation);

    private async Task<IRenderedComponent<TokensPage>> OpenAsync()
    {
        await StartAsync();
        await PutScopeAsync("readers", "staff");
        await PutScopeAsync("writers", "staff");
        _visitor = await SignInAsync("staff");
        return Render<TokensPage>(parameters => parameters.AddCascadingValue(_visitor));
    }
}
