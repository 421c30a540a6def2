using System.Net.Http.Json;
using McpGateway.EndToEndTests.Support;
using McpGateway.IntegrationTests.Federation;
using Microsoft.Playwright;

namespace McpGateway.EndToEndTests.Web;

/// <summary>Sources previewed, chosen from, synchronised and found again in the lists, by a browser.</summary>
public sealed class FederationPageTests : WebRig
{
    private SourceServer _source = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _source = await SourceServer.StartAsync();
        var pages = RegistryPages.Of(3);
        pages.Entries.Add("17");
        _source.Answer = request => Named(request.Path.Value!) is { } entry ? (200, entry) : pages.Answer(request);
        using var stored = await Gateway.Client.PutAsJsonAsync(
            "/api/federation/config/default/sources/anthropic",
            new { kind = "anthropic", enabled = true, endpoint = _source.Url }, Cancellation);
        stored.EnsureSuccessStatusCode();
    }

    public override async ValueTask DisposeAsync()
    {
        if (_source is not null)
        {
            await _source.DisposeAsync();
        }

        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Source_PreviewedAndChosenFrom_BringsInWhatWasChosen()
    {
        await using var visitor = await Browser.VisitAsync(Gateway.Address);
        await visitor.SignInAsync();
        await visitor.OpenAsync("/ui/federation");
        var page = visitor.Page;
        await Assertions.Expect(page.Locator("[data-state]")).ToHaveTextAsync("never synchronised");

        await page.GetByRole(AriaRole.Button, new() { Name = "Preview anthropic" }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-change=added]")).ToHaveCountAsync(3);
        await page.GetByLabel(RegistryPages.NameOf(1)).UncheckAsync();
        await Assertions.Expect(page.Locator("[data-preview] [data-problems]")).ToContainTextAsync("Left out: 1");
        await PictureAsync(visitor, "preview");
        await page.GetByRole(AriaRole.Button, new() { Name = "Bring 2 chosen in" }).ClickAsync();
        await visitor.ToastAsync("2 added");

        await Assertions.Expect(page.Locator("[data-state]")).ToHaveTextAsync("up to date");
        await visitor.AtAsync("/ui/federation?source=anthropic");
        await Assertions.Expect(page.Locator("[data-runs] tbody tr")).ToHaveCountAsync(1);
        await PictureAsync(visitor, "runs");

        await page.GetByRole(AriaRole.Link, new() { Name = "2 items" }).ClickAsync();
        await visitor.AtAsync("/ui/servers?source=anthropic");
        await Assertions.Expect(page.Locator("article[data-server]")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator("article[data-server] .badge.source.anthropic")).ToHaveCountAsync(2);
        await page.GetByLabel("Source", new() { Exact = true }).SelectOptionAsync("-");
        await Assertions.Expect(page.Locator("article[data-server] .badge.source")).ToHaveCountAsync(0);
        await visitor.AtAsync("/ui/servers?source=-");
        Assert.Empty(visitor.Complaints);
    }

    [Theory]
    [InlineData(390, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    [InlineData(1280, ColorScheme.Dark)]
    public async Task Page_OnAPhoneAndInTheDark_StaysInTheWindow(int width, ColorScheme scheme)
    {
        await using var visitor = await Browser.VisitAsync(Gateway.Address, width, scheme: scheme);
        await visitor.SignInAsync();
        await visitor.OpenAsync("/ui/federation");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Preview anthropic" }).ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("[data-change=added]")).ToHaveCountAsync(3);

        var excess = await visitor.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - window.innerWidth");

        Assert.True(excess <= 0, $"{excess} pixels too wide");
        await PictureAsync(visitor, $"{width}-{scheme}");
        await visitor.OpenAsync("/ui/servers");
        Assert.Empty(visitor.Complaints);
    }

    /// <summary>The entry that is asked for by its name: a source with a choice is asked so.</summary>
    private static string? Named(string path) => Enumerable.Range(0, 3)
        .Where(i => Uri.UnescapeDataString(path) == $"/v0.1/servers/{RegistryPages.NameOf(i)}/versions/latest")
        .Select(static i => RegistryPages.Simple(i)).FirstOrDefault();

    private static async Task PictureAsync(Visitor visitor, string name)
    {
        if (Environment.GetEnvironmentVariable("PICTURES") is { Length: > 0 } folder)
        {
            await visitor.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"federation-{name}.png"), FullPage = true });
        }
    }
}
