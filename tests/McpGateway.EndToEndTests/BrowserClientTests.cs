using System.Text.Json;
using McpGateway.EndToEndTests.Support;
using Microsoft.Playwright;

namespace McpGateway.EndToEndTests;

/// <summary>
/// MCP clients that are web pages of another site: the official SDKs, bundled, in a real browser that keeps the rules of CORS.
/// </summary>
public sealed class BrowserClientTests(BrowserClientTests.WithPages shared) : IClassFixture<BrowserClientTests.WithPages>, IAsyncLifetime
{
    private Browser _browser = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _browser = await Browser.StartAsync();

    public async ValueTask DisposeAsync()
    {
        // It may be missing: then nothing was started.
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("/v1", "stateful-server.mjs", "test_simple_text", "{}", "This is a simple text response for testing.")]
    [InlineData("/v2", "stateful-server.mjs", "test_simple_text", "{}", "This is a simple text response for testing.")]
    [InlineData("/v2", "stateless-server.mjs", "test_custom_headers", """{"region":"eu","value":"x"}""", """{"region":"eu","value":"x"}""")]
    public async Task Page_WithAToken_ListsAndCalls(string client, string script, string tool, string arguments, string says)
    {
        var token = await shared.Gateway.VendAsync(Cancellation);
        await using var visit = await _browser.VisitAsync();

        await visit.Page.GotoAsync($"{AddressOf(client, shared.Gateway, tool, arguments, script)}#{token}");
        var outcome = await OutcomeAsync(visit.Page);

        AssertCalled(outcome, tool, says);
        var hasSession = outcome.TryGetProperty("session", out var session) && session.GetString() is not null;
        Assert.Equal(script == "stateful-server.mjs", hasSession);
    }

    [Theory]
    [InlineData("/v1")]
    [InlineData("/v2")]
    public async Task Page_KnowsOnlyTheUrl_GetsIn_ListsAndCalls(string client)
    {
        await using var visit = await _browser.VisitAsync();

        await visit.Page.GotoAsync(AddressOf(client, shared.Gateway, "test_simple_text", "{}"));
        await Browser.LetInAsync(visit.Page);
        var outcome = await OutcomeAsync(visit.Page);

        AssertCalled(outcome, "test_simple_text", "This is a simple text response for testing.");
        Assert.True(outcome.GetProperty("registered").GetBoolean());
    }

    [Fact]
    public async Task Page_OfAnOriginThatIsNotListed_CannotConnect_AndOfAListedOneCan()
    {
        await using var closed = await StartAsync("https://chat.example.com");
        await using var open = await StartAsync(shared.Pages.Address.GetLeftPart(UriPartial.Authority));
        await using var visit = await _browser.VisitAsync();

        await visit.Page.GotoAsync($"{AddressOf("/v2", closed, "test_simple_text", "{}")}#{await closed.VendAsync(Cancellation)}");
        var refused = await OutcomeAsync(visit.Page);
        await visit.Page.GotoAsync($"{AddressOf("/v2", open, "test_simple_text", "{}")}#{await open.VendAsync(Cancellation)}");
        var outcome = await OutcomeAsync(visit.Page);

        Assert.Contains("Failed to fetch", refused.GetProperty("error").GetString()!, StringComparison.Ordinal);
        AssertCalled(outcome, "test_simple_text", "This is a simple text response for testing.");
    }

    [Theory]
    [InlineData("/api/auth/me")]
    [InlineData("/api/servers")]
    [InlineData("/v0.1/servers")]
    [InlineData("/currenttime/mcp")]
    public async Task Page_ThatSendsTheUsersCookie_ReadsNothing(string path)
    {
        var gateway = shared.Gateway;
        await using var visit = await _browser.VisitAsync();
        var url = new Uri(gateway.Address, path).ToString();

        await visit.Page.GotoAsync(new Uri(gateway.Address, "/login?next=%2Fapi%2Fversion").ToString());
        await Browser.SignInAsync(visit.Page);
        await Assertions.Expect(visit.Page).ToHaveURLAsync(new Uri(gateway.Address, "/api/version").ToString());
        var own = await FetchAsync(visit.Page, url);

        // Of the same host, so that the cookie is sent at all: browsers keep it from other sites.
        await visit.Page.GotoAsync(new UriBuilder(shared.Pages.Address) { Host = gateway.Address.Host }.Uri.ToString());
        var foreign = await FetchAsync(visit.Page, url);

        Assert.DoesNotContain("401", own, StringComparison.Ordinal);
        Assert.DoesNotContain("TypeError", own, StringComparison.Ordinal);
        Assert.Equal("TypeError: Failed to fetch", foreign);
    }

    /// <summary>The status that a page reads with the cookie that the browser has, or its error.</summary>
    private static Task<string> FetchAsync(IPage page, string url) => page.EvaluateAsync<string>(
        "url => fetch(url, { credentials: 'include' }).then(answer => `${answer.status}`, error => `${error}`)", url);

    /// <summary>A gateway that lets pages of one origin in, before the server that the shared one has, too.</summary>
    private async Task<GatewayProcess> StartAsync(string allowedOrigin)
    {
        var gateway = await GatewayProcess.StartAsync(
            Cancellation, new Dictionary<string, string?>(StringComparer.Ordinal) { ["Cors__AllowedOrigins__0"] = allowedOrigin });
        await gateway.SignInAsync(Cancellation);
        await gateway.RegisterAsync(GatewayWithPeers.PathOf(GatewayWithPeers.Stateful), shared.StatefulServer.Address, Cancellation);
        return gateway;
    }

    private string AddressOf(
        string client, GatewayProcess gateway, string tool, string arguments, string script = GatewayWithPeers.Stateful)
    {
        var server = Uri.EscapeDataString(new Uri(gateway.Address, GatewayWithPeers.PathOf(script) + "/mcp").ToString());
        return new Uri(
            shared.Pages.Address, $"{client}?url={server}&tool={tool}&arguments={Uri.EscapeDataString(arguments)}").ToString();
    }

    private static async Task<JsonElement> OutcomeAsync(IPage page) =>
        JsonSerializer.Deserialize<JsonElement>(await page.InnerTextAsync("#outcome"));

    private static void AssertCalled(JsonElement outcome, string tool, string says)
    {
        Assert.False(outcome.TryGetProperty("error", out var error), error.ToString());
        Assert.Contains(tool, outcome.GetProperty("names").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal(says, outcome.GetProperty("result").GetProperty("content")[0].GetProperty("text").GetString());
    }

    /// <summary>A gateway that lets pages of every origin in, and a site that has such pages.</summary>
    public sealed class WithPages : GatewayWithPeers
    {
        internal NodeServer Pages { get; private set; } = null!;

        private protected override IReadOnlyDictionary<string, string?> Settings { get; } =
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["Cors__AllowedOrigins__0"] = "*" };

        private protected override async Task SeedAsync()
        {
            await base.SeedAsync();
            Pages = Keep(await NodeServer.StartAsync("page-server.mjs", Cancellation));
        }
    }
}
