using System.Net;

namespace McpGateway.IntegrationTests.AuthorizationServer;

/// <summary>What may be asked for, who is answered, and where.</summary>
public sealed class AuthorizeTests
{
    [Fact]
    public async Task Ask_NobodySignedIn_LeadsToSignInAndBack()
    {
        await using var world = await OAuthWorld.StartAsync();
        using var answer = await world.AskAsync(world.Request(await world.RegisterIdAsync()), isSignedIn: false);

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.StartsWith("/login?next=%2Foauth2%2Fauthorize%3F", answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
        using var login = await world.Host.GetAsync(answer.Headers.Location.OriginalString);
        Assert.Contains(
            "value=\"/oauth2/authorize?response_type=code", await login.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    /// <summary>
    /// Clients without a store of their own keep all that they have to remember in the state, sealed (RFC 6749 §4.1.2: returned exactly).
    /// </summary>
    [Fact]
    public async Task Ask_LongState_ComesBackAsItWas()
    {
        await using var world = await OAuthWorld.StartAsync();
        var request = world.Request(await world.RegisterIdAsync());
        request["state"] = string.Concat(Enumerable.Repeat("a.b-c_d~", 600));
        using var page = await world.AskAsync(request);
        using var answer = await world.DecideAsync(page);

        Assert.Equal(request["state"], OAuthWorld.ResponseOf(answer)["state"]);
    }

    [Fact]
    public async Task Ask_ConsentPage_SaysWhoAndWhere_AndCannotBeFramed()
    {
        await using var world = await OAuthWorld.StartAsync();
        var id = await world.RegisterIdAsync(
            new { client_name = "<script>alert(1)</script>", redirect_uris = new[] { OAuthWorld.Callback } });
        using var page = await world.AskAsync(world.Request(id));

        var html = await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("&lt;script&gt;", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.Contains("id=\"destination\">client.example<", html, StringComparison.Ordinal);
        Assert.Contains($"{world.Origin}/currenttime/mcp", html, StringComparison.Ordinal);
        Assert.Equal("DENY", page.Headers.GetValues("X-Frame-Options").Single());
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("form-action 'self' https://client.example https:;", policy, StringComparison.Ordinal);
        Assert.Equal("no-store", page.Headers.CacheControl!.ToString());
    }

    [Theory]
    [InlineData("allow", "code")]
    [InlineData("deny", "error")]
    public async Task Decide_Answer_CarriesStateAndIssuer(string decision, string member)
    {
        await using var world = await OAuthWorld.StartAsync();
        using var page = await world.AskAsync(world.Request(await world.RegisterIdAsync()));
        using var answer = await world.DecideAsync(page, decision);

        var response = OAuthWorld.ResponseOf(answer);
        Assert.StartsWith(OAuthWorld.Callback + "?", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.NotNull(response[member]);
        Assert.Equal("state-of-the-client", response["state"]);
        Assert.Equal(world.Origin, response["iss"]);
    }

    [Theory]
    [InlineData("https://client.example/callback/")]
    [InlineData("https://client.example/callback/more")]
    [InlineData("https://client.example/callback?x=1")]
    [InlineData("https://client.example/callback#f")]
    [InlineData("https://client.example/CALLBACK")]
    [InlineData("https://CLIENT.example/callback")]
    [InlineData("https://client.example:444/callback")]
    [InlineData("https://client.example.evil/callback")]
    [InlineData("https://client.example@evil.example/callback")]
    [InlineData("https://user@client.example/callback")]
    [InlineData("https://client.example\\@evil.example/callback")]
    [InlineData("https://client.example/a/../callback")]
    [InlineData("https://client.example/%63allback")]
    [InlineData("http://client.example/callback")]
    [InlineData("javascript:alert(1)")]
    [InlineData("//client.example/callback")]
    [InlineData("/callback")]
    public async Task Ask_OtherRedirectUri_IsShownAndNotFollowed(string redirectUri)
    {
        await using var world = await OAuthWorld.StartAsync();
        using var answer = await world.AskAsync(world.Request(await world.RegisterIdAsync(), redirectUri));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Null(answer.Headers.Location);
    }

    [Theory]
    [InlineData("http://127.0.0.1/cb", "http://127.0.0.1:51234/cb", true)]
    [InlineData("http://127.0.0.1:1000/cb", "http://127.0.0.1:2000/cb", true)]
    [InlineData("http://localhost/cb", "http://localhost:51234/cb", true)]
    [InlineData("http://[::1]/cb", "http://[::1]:51234/cb", true)]
    [InlineData("http://localhost/cb", "http://127.0.0.1:51234/cb", false)]
    [InlineData("http://localhost/cb", "http://localhost.evil/cb", false)]
    [InlineData("http://localhost/cb", "http://localhost:80@evil.example/cb", false)]
    [InlineData("http://localhost/cb", "http://localhost:1234/cb/x", false)]
    [InlineData("http://localhost/cb", "http://localhost:1234/cb#x", false)]
    [InlineData("http://localhost/cb", "https://localhost:1234/cb", false)]
    [InlineData("http://127.0.0.1/cb", "http://127.0.0.1.evil:1/cb", false)]
    [InlineData("http://127.0.0.1/cb", "http://127.0.0.2:1/cb", false)]
    [InlineData("cursor://anysphere.cursor-mcp/cb", "cursor://anysphere.cursor-mcp/cb", true)]
    [InlineData("cursor://anysphere.cursor-mcp/cb", "cursor://other/cb", false)]
    public async Task Ask_LoopbackAndPrivateSchemes_VaryInThePortAlone(string registered, string presented, bool isAccepted)
    {
        await using var world = await OAuthWorld.StartAsync();
        var id = await world.RegisterIdAsync(new { redirect_uris = new[] { registered }, token_endpoint_auth_method = "none" });
        using var answer = await world.AskAsync(world.Request(id, presented));
        Assert.Equal(isAccepted ? HttpStatusCode.OK : HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData("client_id", "unknown")]
    [InlineData("client_id", null)]
    [InlineData("redirect_uri", "")]
    public async Task Ask_UnknownClient_IsShown(string parameter, string? value)
    {
        await using var world = await OAuthWorld.StartAsync();
        var id = await world.RegisterIdAsync(new { redirect_uris = new[] { OAuthWorld.Callback, "https://client.example/second" } });
        var request = world.Request(id);
        request[parameter] = value;
        using var answer = await world.AskAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData("code_challenge", null, "invalid_request")]
    [InlineData("code_challenge", "short", "invalid_request")]
    [InlineData("code_challenge_method", null, "invalid_request")]
    [InlineData("code_challenge_method", "plain", "invalid_request")]
    [InlineData("code_challenge_method", "s256", "invalid_request")]
    [InlineData("response_type", "token", "unsupported_response_type")]
    [InlineData("response_type", "code id_token", "unsupported_response_type")]
    [InlineData("response_mode", "fragment", "invalid_request")]
    [InlineData("request", "eyJhbGciOiJub25lIn0..", "request_not_supported")]
    [InlineData("request_uri", "https://evil.example/r", "request_uri_not_supported")]
    [InlineData("resource", "https://other.example/currenttime", "invalid_target")]
    [InlineData("resource", "ORIGIN.evil/currenttime", "invalid_target")]
    [InlineData("resource", "ORIGIN/currenttime?x=1", "invalid_target")]
    [InlineData("resource", "ORIGIN/../api", "invalid_target")]
    [InlineData("resource", "relative", "invalid_target")]
    [InlineData("scope", "no-such-scope", "invalid_scope")]
    [InlineData("prompt", "none", "consent_required")]
    public async Task Ask_BadRequestOfAKnownClient_IsToldToTheClient(string parameter, string? value, string error)
    {
        await using var world = await OAuthWorld.StartAsync();
        var request = world.Request(await world.RegisterIdAsync());
        request[parameter] = value?.Replace("ORIGIN", world.Origin, StringComparison.Ordinal);
        using var answer = await world.AskAsync(request);

        var response = OAuthWorld.ResponseOf(answer);
        Assert.StartsWith(OAuthWorld.Callback + "?", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal(error, response["error"]);
        Assert.Equal("state-of-the-client", response["state"]);
        Assert.Equal(world.Origin, response["iss"]);
        Assert.Null(response["code"]);
    }

    [Theory]
    [InlineData("&client_id=other")]
    [InlineData("&redirect_uri=https://evil.example/")]
    [InlineData("&code_challenge=x")]
    public async Task Ask_RepeatedParameter_IsShown(string more)
    {
        await using var world = await OAuthWorld.StartAsync();
        var query = OAuthWorld.Query(world.Request(await world.RegisterIdAsync()));
        using var answer = await world.Host.GetAsync($"/oauth2/authorize?{query}{more}", world.Cookie);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }
}
