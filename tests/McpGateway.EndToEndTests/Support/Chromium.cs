using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace McpGateway.EndToEndTests.Support;

/// <summary>A real Chromium for people who use the pages.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private readonly IBrowser _browser;

    private Chromium(IBrowser browser) => _browser = browser;

    public static async Task<Chromium> StartAsync() => new(await BrowserPool.TakeAsync());

    /// <summary>A fresh browser profile: nobody is signed in.</summary>
    /// <param name="hasForcedColors">The system sets the colours, as it does for people who need strong contrast.</param>
    public async Task<Visitor> VisitAsync(
        Uri gateway, int width = 1280, int height = 860, ColorScheme scheme = ColorScheme.Light, bool hasForcedColors = false)
    {
        var context = await _browser.NewContextAsync(new()
        {
            BaseURL = gateway.ToString(),
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = scheme,
            ForcedColors = hasForcedColors ? ForcedColors.Active : ForcedColors.None,
            Permissions = ["clipboard-read", "clipboard-write"],
        });
        context.SetDefaultTimeout(90_000);
        return new(context, await context.NewPageAsync());
    }

    public ValueTask DisposeAsync() => BrowserPool.GiveBackAsync(_browser);
}

/// <summary>One person's browser. Notes everything that a console would show in red.</summary>
internal sealed class Visitor : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _complaints = new();
    private volatile int _expected;

    public Visitor(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.Console += (_, message) => Note(
            message.Type is "error" or "warning"
                && !message.Text.Contains($"responded with a status of {_expected} ", StringComparison.Ordinal),
            $"console {message.Type}: {message.Text}");
        page.PageError += (_, error) => Note(true, $"page error: {error}");
        page.RequestFailed += (_, request) =>
            Note(!request.Failure!.Contains("ERR_ABORTED", StringComparison.Ordinal), $"failed: {request.Url} {request.Failure}");
        page.Response += (_, response) => Note(
            response.Status >= 400 && response.Status != _expected, $"status {response.Status}: {response.Url}");
    }

    public IPage Page { get; }

    /// <summary>Console errors, failed requests and error answers so far.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    public async Task SignInAsync(string user = "admin", string password = GatewayProcess.Password)
    {
        await Page.GotoAsync("/");
        await Page.GetByLabel("User name").FillAsync(user);
        await Page.GetByLabel("Password").FillAsync(password);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await ReadyAsync();
    }

    /// <param name="status">Of the page; an error that is stated here is no complaint.</param>
    public async Task OpenAsync(string path, int status = 200)
    {
        _expected = status;
        Assert.Equal(status, (await Page.GotoAsync(path))?.Status);
        await ReadyAsync();
    }

    /// <summary>Counts from now on how often something is pressed, over pages and reloads.</summary>
    public async Task CountClicksAsync()
    {
        const string Counting = """
            addEventListener('pointerdown', () => sessionStorage.setItem('clicks', 1 + Number(sessionStorage.getItem('clicks'))), true)
            """;
        await Page.AddInitScriptAsync(Counting);
        await Page.EvaluateAsync("sessionStorage.removeItem('clicks');" + Counting);
    }

    /// <summary>How often something was pressed since <see cref="CountClicksAsync"/>, on pages of this origin.</summary>
    public Task<int> ClicksAsync() => Page.EvaluateAsync<int>("Number(sessionStorage.getItem('clicks'))");

    /// <summary>Waits until the page is interactive.</summary>
    public Task ReadyAsync() => Page.Locator("html[data-ready=true]").WaitForAsync(new() { State = WaitForSelectorState.Attached });

    /// <summary>
    /// Waits until the browser is at an address of the gateway. The address alone: whether a document has also loaded completely is
    /// reported once, which may be before anybody waits for it.
    /// </summary>
    public Task AtAsync(string path) => Assertions.Expect(Page).ToHaveURLAsync(new Regex($"^https?://[^/]+{Regex.Escape(path)}$"));

    public ILocator Heading(string text) => Page.GetByRole(AriaRole.Heading, new() { Name = text, Level = 1, Exact = true });

    public Task ToastAsync(string text) => Page.Locator("[data-toast]", new() { HasText = text }).First.WaitForAsync();

    public ValueTask DisposeAsync() => _context.DisposeAsync();

    private void Note(bool isBad, string text)
    {
        if (isBad)
        {
            _complaints.Enqueue(text);
        }
    }
}
