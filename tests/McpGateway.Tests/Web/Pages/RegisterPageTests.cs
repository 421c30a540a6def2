using Bunit;
using McpGateway.Access.Scopes;
using McpGateway.Core.Registry.Servers;
using McpGateway.Identity.Sessions;
using McpGateway.Web.Components;
using McpGateway.Web.Pages.Register;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.Tests.Web.Pages;

public sealed class RegisterPageTests : PageRig
{
    private BrowserSession? _visitor;

    [Theory]
    [InlineData(null, "do not allow you to register")]
    [InlineData("mail", "do not allow you to change")]
    public async Task Page_OfSomebodyWhoMayNot_HasNoForm(string? path, string text)
    {
        await StartAsync();
        await PutServerAsync("Mail", "/mail");
        await PutScopeAsync("readers", "staff", isAdmin: false, new ServerRule("mail", ["all"], ["all"]));

        var page = Draw(await SignInAsync("staff"), path);

        Assert.Contains(text, page.Find(".empty").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("input, textarea, button"));
    }

    [Fact]
    public async Task Page_OfNoServer_SaysSo()
    {
        var page = await OpenAsync("nowhere");

        Assert.Contains("No server is registered", page.Find(".empty").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Path_NotTouched_FollowsTheName()
    {
        var page = await OpenAsync();

        await TypeAsync(page, "name", "Weather, of  Today!");
        Assert.Equal("/weather-of-today", ValueOf(page, "path"));

        await TypeAsync(page, "name", "");
        Assert.Equal("", ValueOf(page, "path"));
    }

    [Fact]
    public async Task Path_OwnChoice_StaysUntilItIsEmptied()
    {
        var page = await OpenAsync();
        await TypeAsync(page, "path", "/own");

        await TypeAsync(page, "name", "Weather");
        Assert.Equal("/own", ValueOf(page, "path"));

        await TypeAsync(page, "path", "");
        await TypeAsync(page, "name", "Weather 2");
        Assert.Equal("/weather-2", ValueOf(page, "path"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Save_NewServer_IsRegisteredAsTheFormSays(bool enable)
    {
        var page = await OpenAsync();
        await FillAsync(page);
        await page.Find("#tags").ChangeAsync(new ChangeEventArgs { Value = "rain, sun,,rain" });
        await page.Find("#transport").ChangeAsync(new ChangeEventArgs { Value = "both" });
        await page.Find("label.check input:not(#record-arguments)").ChangeAsync(new ChangeEventArgs { Value = enable });

        await SaveAsync(page);

        var server = (await FindAsync("/weather"))!;
        Assert.Equal(("Weather", "Rain and sun", enable), (server.ServerName, server.Description, server.IsEnabled));
        Assert.Contains("sun", server.Tags);
        Assert.Equal(2, server.SupportedTransports.Count);
        Assert.EndsWith("ui/server/weather", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
        Assert.Contains("registered", Services.GetRequiredService<Toasts>().Shown[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Save_NothingFilledIn_MarksTheFieldsAndRegistersNothing()
    {
        var page = await OpenAsync();
        Assert.Empty(page.FindAll("[aria-invalid=true]"));
        var before = Services.GetRequiredService<NavigationManager>().Uri;

        await SaveAsync(page);

        Assert.NotEmpty(page.FindAll("[aria-invalid=true]"));
        Assert.NotEmpty(page.Find(".notice.bad").TextContent.Trim());
        Assert.Equal(before, Services.GetRequiredService<NavigationManager>().Uri);
    }

    /// <summary>Who has just begun is not told what is missing.</summary>
    [Fact]
    public async Task Problem_WhileTyping_IsOnlyOfWhatWasFilledIn()
    {
        var page = await OpenAsync();

        await TypeAsync(page, "url", "ftp://weather");

        Assert.Equal(["url"], page.FindAll("[aria-invalid=true]").Select(static field => field.Id));

        await TypeAsync(page, "url", "http://127.0.0.1:9001/mcp");
        Assert.Empty(page.FindAll("[aria-invalid=true]"));
    }

    [Fact]
    public async Task Path_OfAnotherServer_IsSaidWhileTypingAndNotTaken()
    {
        await StartAsync();
        await PutServerAsync("Mail", "/weather");
        var page = await OpenAsync();

        await FillAsync(page);
        Assert.Contains("already exists", page.Find(".notice.bad").TextContent, StringComparison.Ordinal);
        await SaveAsync(page);

        Assert.Contains("already exists", page.Find(".notice.bad").TextContent, StringComparison.Ordinal);
        Assert.Equal("Mail", (await FindAsync("/weather"))!.ServerName);
    }

    [Fact]
    public async Task Header_Stored_IsShownByItsNameOnlyAndStaysWhenItIsNotTyped()
    {
        var page = await OpenAsync();
        await FillAsync(page);
        await page.Find("#add-header").ClickAsync(new MouseEventArgs());
        await page.Find("[aria-label='Header name']").ChangeAsync(new ChangeEventArgs { Value = "X-Api-Key" });
        await page.Find("[aria-label='Header value']").ChangeAsync(new ChangeEventArgs { Value = "s3cret" });
        await SaveAsync(page);

        var edit = Draw(_visitor!, "weather");

        Assert.Equal("X-Api-Key", edit.Find("[aria-label='Header name']").GetAttribute("value"));
        Assert.True(edit.Find("[aria-label='Header name']").HasAttribute("readonly"));
        Assert.DoesNotContain("s3cret", edit.Markup, StringComparison.Ordinal);
        await SaveAsync(edit);
        Assert.Single(Draw(_visitor!, "weather").FindAll("[aria-label='Header name']"));
    }

    [Fact]
    public async Task Header_Removed_IsGone()
    {
        var page = await OpenAsync();
        await page.Find("#add-header").ClickAsync(new MouseEventArgs());
        await page.Find("#add-header").ClickAsync(new MouseEventArgs());
        await page.FindAll("[aria-label='Header name']")[1].ChangeAsync(new ChangeEventArgs { Value = "X-Second" });

        await page.FindAll("[aria-label='Remove this header']")[0].ClickAsync(new MouseEventArgs());

        Assert.Equal(["X-Second"], page.FindAll("[aria-label='Header name']").Select(static field => field.GetAttribute("value")));
    }

    [Fact]
    public async Task Edit_Server_HasItsFieldsAndChangesThem()
    {
        await StartAsync();
        await PutServerAsync("Mail", "/mail", "send");
        var page = await OpenAsync("mail");

        Assert.Equal(("Mail", "/mail"), (ValueOf(page, "name"), ValueOf(page, "path")));
        Assert.True(page.Find("#path").HasAttribute("readonly"));
        Assert.Equal("record-arguments", Assert.Single(page.FindAll("label.check input")).Id);
        await page.Find("#description").ChangeAsync(new ChangeEventArgs { Value = " Sends letters " });
        await SaveAsync(page);

        var server = (await FindAsync("/mail"))!;
        Assert.Equal(("Sends letters", "Mail", true), (server.Description, server.ServerName, server.IsEnabled));
    }

    private static string ValueOf(IRenderedComponent<RegisterPage> page, string id) => page.Find("#" + id).GetAttribute("value") ?? "";

    private static Task TypeAsync(IRenderedComponent<RegisterPage> page, string id, string text) =>
        page.Find("#" + id).InputAsync(new ChangeEventArgs { Value = text });

    private static async Task FillAsync(IRenderedComponent<RegisterPage> page)
    {
        await TypeAsync(page, "url", " http://127.0.0.1:9001/mcp ");
        await page.Find("#description").ChangeAsync(new ChangeEventArgs { Value = "Rain and sun" });
        await TypeAsync(page, "name", "Weather");
    }

    private static Task SaveAsync(IRenderedComponent<RegisterPage> page) => page.Find("#save").ClickAsync(new MouseEventArgs());

    private async Task<ServerRecord?> FindAsync(string key) =>
        (await Store.FindAsync(ServerRepository.Servers, key, Cancellation))?.Value;

    private async Task<IRenderedComponent<RegisterPage>> OpenAsync(string? path = null)
    {
        await StartAsync();
        await PutScopeAsync("registry-admins", "staff", isAdmin: true);
        return Draw(_visitor = await SignInAsync("staff"), path);
    }

    private IRenderedComponent<RegisterPage> Draw(BrowserSession visitor, string? path) =>
        Render<RegisterPage>(parameters => parameters.AddCascadingValue(visitor).Add(page => page.Path, path));
}
