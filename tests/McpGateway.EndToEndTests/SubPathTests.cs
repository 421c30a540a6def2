using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using McpGateway.EndToEndTests.Support;
using McpGateway.Tests.Logs;

namespace McpGateway.EndToEndTests;

/// <summary>
/// The gateway below a path of another site (<c>PUBLIC_URL</c> with a path), behind a proxy that takes the path away and behind one that
/// passes it on. Whatever the gateway names leads back to it: the proxy answers 418 outside the path.
/// </summary>
public sealed partial class SubPathTests
{
    private const string Callback = "https://client.example/callback";
    private const string Verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Client_ThatKnowsTheUrlOnly_FindsItsWayInAndCallsATool(bool strips)
    {
        await using var proxy = await PathProxy.StartAsync(strips, Cancellation);
        await using var gateway = await StartAsync(proxy);
        using var client = Client(out _);
        var url = proxy.PublicUrl + "/currenttime/mcp";

        using var refused = await CallAsync(client, url, null);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        var named = ResourceMetadata().Match(refused.Headers.WwwAuthenticate.ToString()).Groups["url"].Value;
        foreach (var document in (string[])[named, $"{proxy.Host}.well-known/oauth-protected-resource{PathProxy.Path}/currenttime/mcp"])
        {
            var resource = await GetJsonAsync(client, document);
            Assert.Equal(
                (url, proxy.PublicUrl),
                (resource.GetProperty("resource").GetString(), resource.GetProperty("authorization_servers")[0].GetString()));
        }

        // RFC 8414 §3.1, and the two forms that clients of OpenID Connect try.
        var server = await GetJsonAsync(client, $"{proxy.Host}.well-known/oauth-authorization-server{PathProxy.Path}");
        Assert.Equal(
            server.ToString(), (await GetJsonAsync(client, $"{proxy.Host}.well-known/openid-configuration{PathProxy.Path}")).ToString());
        Assert.Equal(server.ToString(), (await GetJsonAsync(client, $"{proxy.PublicUrl}/.well-known/openid-configuration")).ToString());
        Assert.Equal(proxy.PublicUrl, server.GetProperty("issuer").GetString());
        Assert.All(
            server.EnumerateObject().Where(
                member => member.Name.EndsWith("_endpoint", StringComparison.Ordinal) || member.Name == "jwks_uri"),
            member => Assert.StartsWith(proxy.PublicUrl + "/", member.Value.GetString(), StringComparison.Ordinal));
        await GetJsonAsync(client, server.GetProperty("jwks_uri").GetString()!);

        var token = await AuthorizeAsync(client, server, url, proxy.PublicUrl);

        using var called = await CallAsync(client, url, token);
        var answer = await called.Content.ReadAsStringAsync(Cancellation);
        Assert.True(called.StatusCode == HttpStatusCode.OK, answer);
        Assert.Contains("\"result\"", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Browser_SignsIn_AndEverythingOnThePageIsBelowThePath(bool strips)
    {
        await using var proxy = await PathProxy.StartAsync(strips, Cancellation);
        await using var gateway = await StartAsync(proxy);
        using var client = Client(out var cookies);

        using var home = await client.GetAsync(new Uri(proxy.PublicUrl + "/"), Cancellation);
        Assert.Equal(PathProxy.Path + "/login", home.Headers.Location?.ToString());
        using var page = await client.GetAsync(new Uri(proxy.PublicUrl + "/ui/servers"), Cancellation);
        Assert.Equal(PathProxy.Path + "/login?next=%2Fui%2Fservers", page.Headers.Location?.ToString());

        var landed = await SignInAsync(client, new(proxy.Host, page.Headers.Location!));

        Assert.Equal(proxy.PublicUrl + "/ui/servers", landed.ToString());
        var session = Assert.Single(cookies.GetAllCookies(), cookie => cookie.Name == "mcp_gateway_session");
        Assert.Equal(PathProxy.Path, session.Path);
        var html = await client.GetStringAsync(landed, Cancellation);
        var start = new Uri(proxy.Host, BaseHref().Match(html).Groups["to"].Value);
        Assert.Equal(proxy.PublicUrl + "/", start.ToString());
        var links = Link().Matches(html).Select(match => new Uri(start, WebUtility.HtmlDecode(match.Groups["to"].Value))).ToHashSet();
        Assert.Contains(links, link => link.AbsolutePath.EndsWith("app.css", StringComparison.Ordinal));
        Assert.Contains(links, link => link.AbsolutePath.EndsWith("blazor.web.js", StringComparison.Ordinal));
        Assert.Contains(links, link => link.AbsolutePath.EndsWith("/ui/register", StringComparison.Ordinal));
        foreach (var link in links)
        {
            using var answer = await client.GetAsync(link, Cancellation);
            Assert.True(answer.StatusCode is HttpStatusCode.OK, $"{link}: {(int)answer.StatusCode}");
        }

        var servers = await GetJsonAsync(client, proxy.PublicUrl + "/.well-known/mcp-servers");
        Assert.All(servers.GetProperty("servers").EnumerateArray(), server => Assert.StartsWith(
            proxy.PublicUrl + "/", server.GetProperty("url").GetString(), StringComparison.Ordinal));
        var api = await GetJsonAsync(client, proxy.PublicUrl + "/openapi.json");
        Assert.Equal(proxy.PublicUrl, api.GetProperty("servers")[0].GetProperty("url").GetString());
        Assert.Contains($"{proxy.PublicUrl}/currenttime/mcp", gateway.Output, StringComparison.Ordinal);
    }

    private static async Task<GatewayProcess> StartAsync(PathProxy proxy)
    {
        var gateway = await GatewayProcess.StartAsync(
            Cancellation, new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["PUBLIC_URL"] = proxy.PublicUrl,
                ["TRUSTED_PROXIES"] = "127.0.0.1",
            });
        proxy.Target = gateway.Address;
        return gateway;
    }

    private static HttpClient Client(out CookieContainer cookies) =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = cookies = new() });

    private static async Task<JsonElement> GetJsonAsync(HttpClient client, string address)
    {
        using var answer = await client.GetAsync(new Uri(address), Cancellation);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{address}: {(int)answer.StatusCode}");
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
    }

    private static async Task<HttpResponseMessage> CallAsync(HttpClient client, string url, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = new StringContent(
                """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"current_time_by_timezone","arguments":"""
                    + """{"tz_name":"Europe/Paris"}}}""",
                Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        }

        return await client.SendAsync(request, Cancellation);
    }

    /// <summary>Registers, signs in and consents as a person would, by the links and forms of the pages, and redeems the code.</summary>
    private static async Task<string> AuthorizeAsync(HttpClient client, JsonElement server, string resource, string issuer)
    {
        using var registered = await client.PostAsJsonAsync(
            server.GetProperty("registration_endpoint").GetString(),
            new { client_name = "Test", redirect_uris = new[] { Callback }, token_endpoint_auth_method = "none" }, Cancellation);
        var id = (await registered.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("client_id").GetString()!;
        var challenge = Convert.ToBase64String(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)))
            .TrimEnd('=')
            .Replace('+', '-')
            .Replace('/', '_');
        var ask = new Uri(
            $"{server.GetProperty("authorization_endpoint").GetString()}?response_type=code&client_id={Uri.EscapeDataString(id)}&state=s"
            + $"&redirect_uri={Uri.EscapeDataString(Callback)}&code_challenge={challenge}&code_challenge_method=S256&"
            + $"resource={Uri.EscapeDataString(resource)}");
        using var asked = await client.GetAsync(ask, Cancellation);
        var consent = await SignInAsync(client, new(ask, asked.Headers.Location!));
        Assert.Equal(ask, consent);

        using var decided = await PostFormAsync(client, consent, await client.GetStringAsync(consent, Cancellation), ("decision", "allow"));
        var back = decided.Headers.Location!.ToString();
        Assert.StartsWith(Callback, back, StringComparison.Ordinal);
        Assert.Contains("iss=" + Uri.EscapeDataString(issuer), back, StringComparison.Ordinal);

        using var form = new FormUrlEncodedContent(
        [
            new("grant_type", "authorization_code"), new("code", Code().Match(back).Groups["code"].Value), new("client_id", id),
            new("redirect_uri", Callback), new("code_verifier", Verifier), new("resource", resource),
        ]);
        using var redeemed = await client.PostAsync(server.GetProperty("token_endpoint").GetString(), form, Cancellation);
        var tokens = await redeemed.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.True(redeemed.IsSuccessStatusCode, tokens.ToString());
        return TestLog.Current.SecretMembers(tokens).GetProperty("access_token").GetString()!;
    }

    /// <returns>Where the browser is sent after signing in.</returns>
    private static async Task<Uri> SignInAsync(HttpClient client, Uri page)
    {
        var html = await client.GetStringAsync(page, Cancellation);
        using var icon = await client.GetAsync(new Uri(page, Icon().Match(html).Groups["to"].Value), Cancellation);
        Assert.Equal(HttpStatusCode.OK, icon.StatusCode);
        using var answer = await PostFormAsync(client, page, html, ("username", "admin"), ("password", GatewayProcess.Password));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        return new(page, answer.Headers.Location!);
    }

    private static async Task<HttpResponseMessage> PostFormAsync(
        HttpClient client, Uri page, string html, params (string Name, string Value)[] fields)
    {
        var hidden = Hidden().Matches(html)
            .Select(match => KeyValuePair.Create(match.Groups["name"].Value, WebUtility.HtmlDecode(match.Groups["value"].Value)));
        using var form = new FormUrlEncodedContent(hidden.Concat(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))));
        return await client.PostAsync(new Uri(page, Action().Match(html).Groups["to"].Value), form, Cancellation);
    }

    [GeneratedRegex("resource_metadata=\"(?<url>[^\"]+)\"")]
    private static partial Regex ResourceMetadata();

    [GeneratedRegex("<form[^>]*action=\"(?<to>[^\"]+)\"")]
    private static partial Regex Action();

    [GeneratedRegex("<link rel=\"icon\" href=\"(?<to>[^\"]+)\"")]
    private static partial Regex Icon();

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]+)\" value=\"(?<value>[^\"]*)\"")]
    private static partial Regex Hidden();

    [GeneratedRegex("[?&]code=(?<code>[^&]+)")]
    private static partial Regex Code();

    [GeneratedRegex("<base href=\"(?<to>[^\"]+)\"")]
    private static partial Regex BaseHref();

    [GeneratedRegex("<(?:a|link|script)\\b[^>]*\\s(?:href|src)=\"(?<to>[^\"]+)\"")]
    private static partial Regex Link();
}
