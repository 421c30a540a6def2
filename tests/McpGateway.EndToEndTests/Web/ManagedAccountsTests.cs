using McpGateway.EndToEndTests.Support;
using Microsoft.Playwright;

namespace McpGateway.EndToEndTests.Web;

/// <summary>The accounts' page where they are an identity provider's.</summary>
public sealed class ManagedAccountsTests : WebRig
{
    private CognitoPool _pool = null!;

    private protected override IReadOnlyDictionary<string, string?>? Settings => _pool.Settings;

    public override async ValueTask InitializeAsync()
    {
        _pool = await CognitoPool.StartAsync(Cancellation);
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_pool is not null)
        {
            await _pool.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData("light", 1280)]
    [InlineData("dark", 375)]
    public async Task Account_MadeHere_IsCalledTheProvidersAndIsThere(string theme, int width)
    {
        await Gateway.AddGroupAsync("clock-readers", "currenttime", Cancellation);
        await using var visitor = await Browser.VisitAsync(
            Gateway.Address, width, 860, theme == "dark" ? ColorScheme.Dark : ColorScheme.Light);
        await visitor.SignInAsync();
        await visitor.OpenAsync("/ui/access?tab=users");
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "New account in Amazon Cognito" }))
            .ToBeVisibleAsync();
        await Assertions.Expect(visitor.Page.GetByText("local account")).ToHaveCountAsync(0);
        await PageAudit.PictureAsync(visitor.Page, "managed-accounts", theme);

        await visitor.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("carol");
        await visitor.Page.GetByLabel("Email").FillAsync("carol@example.org");
        await visitor.Page.GetByLabel("Password").FillAsync(CognitoPool.Password);
        await visitor.Page.GetByLabel("Groups", new() { Exact = true }).FillAsync("clock-readers");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Create the account" }).ClickAsync();

        await Assertions.Expect(visitor.Page.Locator("[data-user=carol]")).ToContainTextAsync("Enabled");
        var there = await _pool.CallAsync("AdminGetUser", new { UserPoolId = _pool.Id, Username = "carol" }, Cancellation);
        Assert.Contains("carol@example.org", there.ToString(), StringComparison.Ordinal);
        Assert.Empty(await PageAudit.RunAsync(visitor.Page));
        Assert.Empty(visitor.Complaints);
    }
}
