using System.Text;
using Bunit;
using McpGateway.Core.Registry.Servers;
using McpGateway.Web.Pages.Register;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.AspNetCore.Components.Web;

namespace McpGateway.Tests.Web.Pages;

public sealed class ImportPageTests : PageRig
{
    private const string Weather =
        """{"server_name":"Weather","path":"/weather","description":"d","proxy_pass_url":"http://127.0.0.1:9001/mcp"}""";

    [Fact]
    public async Task Page_OfSomebodyElse_HasNothingToPasteInto()
    {
        var page = await OpenAsync(isAdmin: false);

        Assert.Contains("Only administrators", page.Find(".empty").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("textarea, input, button"));
    }

    [Fact]
    public async Task Import_Pasted_RegistersAndLinks()
    {
        var page = await OpenAsync(isAdmin: true);

        await ImportAsync(page, Weather);

        Assert.Contains("1 imported", Outcome(page), StringComparison.Ordinal);
        Assert.Contains("registered", Outcome(page), StringComparison.Ordinal);
        Assert.Equal("Weather", (await Store.FindAsync(ServerRepository.Servers, "/weather", Cancellation))!.Value.ServerName);
        Assert.Equal("/weather", page.Find("section[aria-live] a").TextContent);
    }

    [Fact]
    public async Task Import_OneOfTwoIsWrong_TakesNeither()
    {
        var page = await OpenAsync(isAdmin: true);

        await ImportAsync(page, $$"""[{{Weather}},{"server_name":"Odd","path":"/api"}]""");

        Assert.Contains("Nothing was imported", Outcome(page), StringComparison.Ordinal);
        Assert.Contains("would be fine", Outcome(page), StringComparison.Ordinal);
        Assert.Null(await Store.FindAsync(ServerRepository.Servers, "/weather", Cancellation));
    }

    [Theory]
    [InlineData(false, "Nothing was imported", "Weather")]
    [InlineData(true, "replaced", "Weather 2")]
    public async Task Import_KnownServer_IsReplacedOnlyWhenAsked(bool overwrites, string text, string name)
    {
        var page = await OpenAsync(isAdmin: true);
        await ImportAsync(page, Weather);
        if (overwrites)
        {
            await page.Find("input[type=checkbox]").ChangeAsync(new ChangeEventArgs { Value = true });
        }

        await ImportAsync(page, Weather.Replace("\"Weather\"", "\"Weather 2\"", StringComparison.Ordinal));

        Assert.Contains(text, Outcome(page), StringComparison.Ordinal);
        Assert.Equal(name, (await Store.FindAsync(ServerRepository.Servers, "/weather", Cancellation))!.Value.ServerName);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("7")]
    [InlineData("""{"server_name":"a","server_name":"b"}""")]
    [InlineData("""{"server_name":"\ud800"}""")]
    public async Task Import_NoDocument_SaysWhy(string text)
    {
        var page = await OpenAsync(isAdmin: true);

        await ImportAsync(page, text);

        Assert.NotEmpty(page.Find("[role=alert]").TextContent.Trim());
        Assert.Empty(page.FindAll("section[aria-live]"));
    }

    [Fact]
    public async Task Problem_FromTheText_IsShownAsText()
    {
        var page = await OpenAsync(isAdmin: true);

        await ImportAsync(page, """{"server_name":"A","path":"/<b>x</b>\u202e"}""");

        Assert.Empty(page.FindAll("section[aria-live] b"));
        Assert.Contains("⟨U+202E⟩", Outcome(page), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \n ")]
    public async Task Button_NothingPasted_IsOff(string text)
    {
        var page = await OpenAsync(isAdmin: true);
        await page.Find("textarea").InputAsync(new ChangeEventArgs { Value = text });

        Assert.True(page.Find("button.primary").HasAttribute("disabled"));
    }

    [Fact]
    public async Task File_Small_IsShownFirstAndLargeOnesAreImported()
    {
        var page = await OpenAsync(isAdmin: true);
        var input = page.FindComponent<InputFile>();

        await page.InvokeAsync(() => input.UploadFiles(InputFileContent.CreateFromText(Weather, "one.json")));
        await page.WaitForAssertionAsync(() => Assert.Equal(Weather, page.Find("textarea").GetAttribute("value")));
        Assert.Null(await Store.FindAsync(ServerRepository.Servers, "/weather", Cancellation));

        var large = new StringBuilder("[" + Weather).Append(' ', 200_001).Append(']').ToString();
        await page.InvokeAsync(() => input.UploadFiles(InputFileContent.CreateFromText(large, "many.json")));
        await page.WaitForAssertionAsync(() => Assert.Contains("1 imported", Outcome(page), StringComparison.Ordinal));
    }

    private static string Outcome(IRenderedComponent<ImportPage> page) => page.Find("section[aria-live]").TextContent;

    private static async Task ImportAsync(IRenderedComponent<ImportPage> page, string text)
    {
        await page.Find("textarea").InputAsync(new ChangeEventArgs { Value = text });
        await page.Find("button.primary").ClickAsync(new MouseEventArgs());
        await page.WaitForAssertionAsync(() => Assert.NotEmpty(page.FindAll("section[aria-live], [role=alert]")));
    }

    private async Task<IRenderedComponent<ImportPage>> OpenAsync(bool isAdmin)
    {
        await StartAsync();
        await PutScopeAsync(isAdmin ? "registry-admins" : "readers", "staff", isAdmin);
        var visitor = await SignInAsync("staff");
        return Render<ImportPage>(parameters => parameters.AddCascadingValue(visitor));
    }
}
