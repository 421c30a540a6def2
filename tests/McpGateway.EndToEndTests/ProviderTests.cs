using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using McpGateway.EndToEndTests.Support;

namespace McpGateway.EndToEndTests;

/// <summary>
/// A real OpenID provider stands behind the gateway, in the shapes of products: sign-in, groups, machine tokens, rotation, outage.
/// </summary>
public sealed class ProviderTests
{
    private const string Tenant = "11111111-2222-3333-4444-555555555555";
    private const string FirstGroup = "aaaaaaaa-0000-0000-0000-000000000001";
    private const string SecondGroup = "aaaaaaaa-0000-0000-0000-000000000002";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("plain", "oidc", """["public-mcp-users","staff"]""")]
    [InlineData("keycloak", "keycloak", """["public-mcp-users","staff"]""")]
    [InlineData("entra", "entra", $"""["{FirstGroup}","{SecondGroup}","public-mcp-users"]""")]
    public async Task SignIn_EndToEnd_GivesTheProvidersGroupsAndSignsOutThere(string shape, string name, string groups)
    {
        var (gateway, provider) = await StartAsync(shape, name);
        await using var ownedGateway = gateway;
        await using var ownedProvider = provider;
        using var browser = new HttpBrowser();

        var there = await browser.FollowAsync(
            new(gateway.Address, $"/oauth2/login/{name}?redirect_uri=%2Fapi%2Fauth%2Fme"), "carol", at =>
                at.AbsolutePath == "/api/auth/me", Cancellation);
        using var me = await browser.GetAsync(there, Cancellation);
        var caller = await me.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        using var signedOut = await browser.GetAsync(new(gateway.Address, "/api/auth/logout"), Cancellation);
        using var afterwards = await browser.GetAsync(there, Cancellation);

        Assert.Equal(HttpStatusCode.OK, me.StatusCode);
        Assert.Equal(
            ("carol", "carol@example.org", "oauth2", name),
            (Text(caller, "username"), Text(caller, "email"), Text(caller, "auth_method"), Text(caller, "provider")));
        Assert.Equal(groups, caller.GetProperty("groups").ToString());
        Assert.Equal("""["public-mcp-users"]""", caller.GetProperty("scopes").ToString());
        Assert.Equal(provider.Address.Authority, signedOut.Headers.Location!.Authority);
        Assert.Contains("id_token_hint=ey", signedOut.Headers.Location.Query, StringComparison.Ordinal);
        Assert.Contains(
            Uri.EscapeDataString(new Uri(gateway.Address, "/login").ToString()), signedOut.Headers.Location.Query,
            StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, afterwards.StatusCode);
        Assert.DoesNotContain("secret-of-the-test", gateway.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("eyJ", gateway.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignInPage_Providers_AreOffered()
    {
        var (gateway, provider) = await StartAsync("plain", "oidc");
        await using var ownedGateway = gateway;
        await using var ownedProvider = provider;

        using var page = await gateway.Client.GetAsync(new Uri("/login?next=%2Fapi%2Fauth%2Fme", UriKind.Relative), Cancellation);
        var html = await page.Content.ReadAsStringAsync(Cancellation);
        var listed = await gateway.Client.GetFromJsonAsync<JsonElement>(new Uri("/api/auth/providers", UriKind.Relative), Cancellation);
        using var redirected = await gateway.Client.GetAsync(new Uri("/api/auth/auth/oidc", UriKind.Relative), Cancellation);

        Assert.Contains("""href="/oauth2/login/oidc?redirect_uri=%2Fapi%2Fauth%2Fme">""", html, StringComparison.Ordinal);
        Assert.Contains("Continue with Company sign-in<", html, StringComparison.Ordinal);
        Assert.Equal("""{"providers":[{"name":"oidc","display_name":"Company sign-in"}]}""", listed.ToString());
        Assert.Equal("/oauth2/login/oidc", redirected.Headers.Location?.ToString());
    }

    [Theory]
    [InlineData("plain", "oidc")]
    [InlineData("keycloak", "keycloak")]
    [InlineData("entra", "entra")]
    public async Task BearerTokens_RotationForgeryAndOutage_AreSurvived(string shape, string name)
    {
        var (gateway, provider) = await StartAsync(shape, name);
        await using var ownedGateway = gateway;
        await using var ownedProvider = provider;
        var claims = new { aud = "gateway", groups = (string[])["public-mcp-users"], azp = "robots", preferred_username = "robot" };

        var first = await provider.MintAsync(claims, Cancellation);
        Assert.Equal((HttpStatusCode.OK, "robot", shape == "plain" ? "oidc" : shape), await WhoAsync(gateway, first));

        // Keys are rotated while calls go on: tokens of the old key that were seen stay good, those of the new key are good at once.
        var traffic = Task.WhenAll(Enumerable.Range(0, 40).Select(_ => WhoAsync(gateway, first)));
        await provider.ControlAsync("rotate", Cancellation);
        var second = await provider.MintAsync(claims, Cancellation);
        var fresh = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => WhoAsync(gateway, second)));
        Assert.All((await traffic).Concat(fresh), who => Assert.Equal(HttpStatusCode.OK, who.Status));

        // Made-up key ids cause a few fetches, not one each.
        var before = await FetchesAsync(provider);
        foreach (var forged in Enumerable.Range(0, 40))
        {
            var token = await provider.MintAsync(claims, Cancellation, $"made-up-{forged}");
            Assert.Equal(HttpStatusCode.Unauthorized, (await WhoAsync(gateway, token)).Status);
        }

        Assert.InRange(await FetchesAsync(provider) - before, 0, 3);

        // The provider is away: what can be judged with the known keys is, and nobody is logged out.
        var third = await provider.MintAsync(claims, Cancellation);
        await provider.ControlAsync("down", Cancellation);
        Assert.Equal(HttpStatusCode.OK, (await WhoAsync(gateway, second)).Status);
        Assert.Equal(HttpStatusCode.OK, (await WhoAsync(gateway, third)).Status);
    }

    [Fact]
    public async Task Outage_BeforeAnythingIsKnown_Answers503AndRecovers()
    {
        var (gateway, provider) = await StartAsync("plain", "oidc");
        await using var ownedGateway = gateway;
        await using var ownedProvider = provider;
        var token = await provider.MintAsync(new { aud = "gateway", groups = (string[])["public-mcp-users"] }, Cancellation);
        using var browser = new HttpBrowser();

        await provider.ControlAsync("down", Cancellation);
        var away = await WhoAsync(gateway, token);
        using var login = await browser.GetAsync(new(gateway.Address, "/oauth2/login/oidc"), Cancellation);
        await provider.ControlAsync("up", Cancellation);
        await Eventually.UntilAsync(async () => (await WhoAsync(gateway, token)).Status == HttpStatusCode.OK);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, away.Status);
        Assert.Equal("/login?error=oauth2_init_failed", login.Headers.Location?.ToString());
    }

    private static async Task<(GatewayProcess Gateway, OpenIdProvider Provider)> StartAsync(string shape, string name)
    {
        var port = OpenIdProvider.FreePort();
        var gateway = await GatewayProcess.StartAsync(Cancellation, Settings(shape, $"http://127.0.0.1:{port}"));
        var provider = await OpenIdProvider.StartAsync(
            shape, port, new(gateway.Address, $"/oauth2/callback/{name}"), Cancellation, $"{FirstGroup},{SecondGroup}");
        return (gateway, provider);
    }

    private static Dictionary<string, string?> Settings(string shape, string origin) => shape switch
    {
        "plain" => new(StringComparer.Ordinal)
        {
            ["OIDC_ENABLED"] = "true",
            ["OIDC_DISPLAY_NAME"] = "Company sign-in",
            ["OIDC_ISSUER"] = origin,
            ["OIDC_CLIENT_ID"] = "gateway",
            ["OIDC_CLIENT_SECRET"] = "gateway-secret-of-the-test",
            ["OIDC_AUDIENCES"] = "gateway",
        },
        "keycloak" => new(StringComparer.Ordinal)
        {
            ["AUTH_PROVIDER"] = "keycloak",
            ["KEYCLOAK_URL"] = origin,
            ["KEYCLOAK_CLIENT_ID"] = "gateway",
            ["KEYCLOAK_CLIENT_SECRET"] = "gateway-secret-of-the-test",
        },
        _ => new(StringComparer.Ordinal)
        {
            ["ENTRA_ENABLED"] = "true",
            ["ENTRA_TENANT_ID"] = Tenant,
            ["ENTRA_LOGIN_BASE_URL"] = origin,
            ["ENTRA_GRAPH_URL"] = origin,
            ["ENTRA_CLIENT_ID"] = "gateway",
            ["ENTRA_CLIENT_SECRET"] = "gateway-secret-of-the-test",
            ["ENTRA_GROUP_MAPPINGS"] = $"{SecondGroup}=public-mcp-users",
        },
    };

    private static async Task<(HttpStatusCode Status, string? User, string? Method)> WhoAsync(GatewayProcess gateway, string token)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(gateway.Address, "/api/auth/me"));
        request.Headers.Authorization = new("Bearer", token);
        using var response = await client.SendAsync(request, Cancellation);
        var body = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        return response.IsSuccessStatusCode
            ? (response.StatusCode, Text(body, "username"), Text(body, "provider"))
            : (response.StatusCode, null, null);
    }

    private static async Task<int> FetchesAsync(OpenIdProvider provider) =>
        (await provider.ControlAsync("fetches", Cancellation)).GetProperty("fetches").GetInt32();

    private static string? Text(JsonElement body, string name) => body.GetProperty(name).GetString();
}
