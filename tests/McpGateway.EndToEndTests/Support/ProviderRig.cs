using Microsoft.Playwright;

namespace McpGateway.EndToEndTests.Support;

/// <summary>A gateway, the provider that its people sign in with, and a browser.</summary>
internal sealed class ProviderRig : IAsyncDisposable
{
    private const string Secret = "gateway-secret-of-the-test";

    private readonly Chromium _browser;

    private ProviderRig(Chromium browser, GatewayProcess gateway, OpenIdProvider provider) =>
        (_browser, Gateway, Provider) = (browser, gateway, provider);

    public GatewayProcess Gateway { get; }

    public OpenIdProvider Provider { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="shape"><c>plain</c> or <c>keycloak</c>.</param>
    public static async Task<ProviderRig> StartAsync(string shape, string name, params KeyValuePair<string, string?>[] more)
    {
        var browser = await Chromium.StartAsync();
        var port = OpenIdProvider.FreePort();
        var settings = SettingsOf(shape, $"http://127.0.0.1:{port}");
        foreach (var (key, value) in more)
        {
            settings[key] = value;
        }

        var gateway = await GatewayProcess.StartAsync(Cancellation, settings);
        var provider = await OpenIdProvider.StartAsync(shape, port, new(gateway.Address, $"/oauth2/callback/{name}"), Cancellation);
        return new(browser, gateway, provider);
    }

    /// <summary>
    /// A fresh browser. The provider's pages name a font on the internet; they get an empty answer, so that nothing depends on it.
    /// </summary>
    public async Task<Visitor> VisitAsync()
    {
        var visitor = await _browser.VisitAsync(Gateway.Address);
        await visitor.Page.Context.RouteAsync(
            address => !address.StartsWith(Gateway.Address.ToString(), StringComparison.Ordinal)
                && !address.StartsWith(Provider.Address.ToString(), StringComparison.Ordinal),
            route => route.FulfillAsync(new() { ContentType = "text/css", Body = "" }));
        return visitor;
    }

    /// <summary>Fills in what the provider asks for, and agrees.</summary>
    public static async Task SignInThereAsync(IPage page, string user)
    {
        await page.Locator("input[name=login]").FillAsync(user);
        await page.Locator("input[name=password]").FillAsync("whatever");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign-in" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        await Provider.DisposeAsync();
        await Gateway.DisposeAsync();
    }

    private static Dictionary<string, string?> SettingsOf(string shape, string origin) => shape == "plain"
        ? new(StringComparer.Ordinal)
        {
            ["OIDC_ENABLED"] = "true",
            ["OIDC_DISPLAY_NAME"] = "Company sign-in",
            ["OIDC_ISSUER"] = origin,
            ["OIDC_CLIENT_ID"] = "gateway",
            ["OIDC_CLIENT_SECRET"] = Secret,
        }
        : new(StringComparer.Ordinal)
        {
            ["AUTH_PROVIDER"] = "keycloak",
            ["KEYCLOAK_URL"] = origin,
            ["KEYCLOAK_CLIENT_ID"] = "gateway",
            ["KEYCLOAK_CLIENT_SECRET"] = Secret,
        };
}
