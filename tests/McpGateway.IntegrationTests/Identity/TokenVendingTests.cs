using System.Net;
using System.Text.Json;

namespace McpGateway.IntegrationTests.Identity;

public sealed class TokenVendingTests
{
    [Fact]
    public async Task Generate_WithCookie_AnswersAsTheContractSays()
    {
        await using var host = await AuthHost.StartAsync();

        using var answer = await host.PostAsync(
            "/api/tokens/generate", new { expires_in_hours = 2, description = "for tests" }, await host.SignInAsync());

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var body = await AuthHost.JsonAsync(answer);
        Assert.True(body.GetProperty("success").GetBoolean());
        var tokens = body.GetProperty("tokens");
        Assert.Equal(7200, tokens.GetProperty("expires_in").GetInt32());
        Assert.Equal(JsonValueKind.Null, tokens.GetProperty("refresh_token").ValueKind);
        Assert.Equal(0, tokens.GetProperty("refresh_expires_in").GetInt32());
        Assert.Equal("Bearer", tokens.GetProperty("token_type").GetString());
        Assert.Equal("http://keycloak:8080", body.GetProperty("keycloak_url").GetString());
        Assert.Equal("mcp-gateway", body.GetProperty("realm").GetString());
        Assert.Equal("user-generated", body.GetProperty("client_id").GetString());
        Assert.Equal(
            tokens.GetProperty("access_token").GetString(), body.GetProperty("token_data").GetProperty("access_token").GetString());
        Assert.Equal("for tests", body.GetProperty("token_data").GetProperty("description").GetString());
        Assert.Equal(body.GetProperty("user_scopes").ToString(), body.GetProperty("requested_scopes").ToString());
        Assert.True(answer.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task Generate_ThenUse_WorksInBothHeadersAndOnTheDataPlane()
    {
        await using var host = await AuthHost.StartAsync();
        var (token, _) = await host.VendAsync(await host.SignInAsync());

        foreach (var header in (string[])["Authorization", "X-Authorization"])
        {
            using var api = await host.GetAsync("/api/servers", (header, "Bearer " + token));
            using var mcp = await host.PostAsync("/currenttime/mcp", new { }, (header, "Bearer " + token));
            Assert.Equal((HttpStatusCode.OK, "admin"), (api.StatusCode, await TextAsync(api)));
            Assert.EndsWith(
                $"|self_signed|{header.Replace("-", "", StringComparison.Ordinal)}", await TextAsync(mcp), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Generate_ManyAtOnceByOneUser_VendsThemAllAndCountsThem()
    {
        const int count = 40;
        await using var host = await AuthHost.StartAsync(("MAX_TOKENS_PER_USER_PER_HOUR", "41"));
        var session = await host.SignInAsync();

        var vended = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => host.VendAsync(session)));

        Assert.Equal(count, vended.Select(token => token.Id).Distinct(StringComparer.Ordinal).Count());
        using var last = await host.PostAsync("/api/tokens/generate", new { }, session);
        using var refused = await host.PostAsync("/api/tokens/generate", new { }, session);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.TooManyRequests), (last.StatusCode, refused.StatusCode));
    }

    [Theory]
    [InlineData("{", "Invalid JSON in request body")]
    [InlineData("[]", "Invalid JSON in request body")]
    [InlineData("""{"expires_in_hours":25}""", "expires_in_hours must be an integer between 1 and 24")]
    [InlineData("""{"expires_in_hours":0}""", "expires_in_hours must be an integer between 1 and 24")]
    [InlineData("""{"expires_in_hours":"8"}""", "expires_in_hours must be an integer between 1 and 24")]
    [InlineData("""{"expires_in_hours":1.5}""", "expires_in_hours must be an integer between 1 and 24")]
    [InlineData("""{"requested_scopes":"registry-admins"}""", "requested_scopes must be a list of strings")]
    [InlineData("""{"requested_scopes":[1]}""", "requested_scopes must be a list of strings")]
    [InlineData("""{"expires_in_hours":1,"expires_in_hours":24}""", "Invalid JSON in request body")]
    public async Task Generate_BadBody_Answers400(string body, string detail)
    {
        await using var host = await AuthHost.StartAsync();

        using var content = new StringContent(body, null, "application/json");
        using var answer = await host.SendAsync(
            HttpMethod.Post, "/api/tokens/generate", content: content, headers: await host.SignInAsync());

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(detail, await AuthHost.DetailAsync(answer));
    }

    [Fact]
    public async Task Generate_ScopesBeyondTheCallers_Answers403()
    {
        await using var host = await AuthHost.StartAsync();

        using var answer = await host.PostAsync(
            "/api/tokens/generate", new { requested_scopes = (string[])["registry-admins", "root"] }, await host.SignInAsync());

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal(
            "Token generation failed: Requested scopes exceed user permissions. Invalid scopes: ['root']", await AuthHost
                .DetailAsync(answer));
    }

    [Fact]
    public async Task Generate_NarrowToken_IsHeldToItsScopes()
    {
        await using var host = await AuthHost.StartAsync();
        var (token, _) = await host.VendAsync(
            await host.SignInAsync(), new { requested_scopes = (string[])["mcp-servers-unrestricted/read"] });

        using var me = await host.GetAsync("/api/auth/me", AuthHost.Bearer(token));
        using var federation = await host.GetAsync("/api/federation/config", AuthHost.Bearer(token));
        using var wider = await host.PostAsync(
            "/api/tokens/generate", new { requested_scopes = (string[])["registry-admins"] }, AuthHost.Bearer(token));

        var body = await AuthHost.JsonAsync(me);
        Assert.Equal("""["mcp-servers-unrestricted/read"]""", body.GetProperty("scopes").ToString());
        Assert.False(body.GetProperty("is_admin").GetBoolean());
        Assert.Equal(HttpStatusCode.Forbidden, wider.StatusCode);
        Assert.NotEqual(HttpStatusCode.OK, federation.StatusCode);
    }

    [Fact]
    public async Task Generate_WithBearer_NeverOutlivesTheBearer()
    {
        await using var host = await AuthHost.StartAsync();
        var (parent, _) = await host.VendAsync(await host.SignInAsync(), new { expires_in_hours = 1 });
        host.Clock.Advance(TimeSpan.FromMinutes(10));

        using var answer = await host.PostAsync("/api/tokens/generate", new { expires_in_hours = 24 }, AuthHost.Bearer(parent));

        Assert.Equal(3000, (await AuthHost.JsonAsync(answer)).GetProperty("tokens").GetProperty("expires_in").GetInt32());
    }

    [Fact]
    public async Task Generate_OverTheHourlyLimit_Answers429_UntilTheNextClockHour()
    {
        await using var host = await AuthHost.StartAsync(("MAX_TOKENS_PER_USER_PER_HOUR", "2"));
        var session = await host.SignInAsync();
        await host.VendAsync(session);
        var (_, id) = await host.VendAsync(session);
        using (await host.SendAsync(HttpMethod.Delete, $"/api/tokens/{id}", headers: session))
        {
            // Giving a token back does not make room for another.
        }

        using var third = await host.PostAsync("/api/tokens/generate", new { }, session);
        host.Clock.Advance(TimeSpan.FromHours(1));
        using var later = await host.PostAsync("/api/tokens/generate", new { }, session);

        Assert.Equal(HttpStatusCode.TooManyRequests, third.StatusCode);
        Assert.Equal("Token generation failed: Rate limit exceeded. Maximum 2 tokens per hour.", await AuthHost.DetailAsync(third));
        Assert.Equal(HttpStatusCode.OK, later.StatusCode);
    }

    [Fact]
    public async Task Revoke_TakesEffectAtOnce_AlsoForWhatTheTokenVended()
    {
        await using var host = await AuthHost.StartAsync();
        var session = await host.SignInAsync();
        var (parent, id) = await host.VendAsync(session);
        var (child, _) = await host.VendAsync(AuthHost.Bearer(parent));
        var (other, _) = await host.VendAsync(session);
        foreach (var token in (string[])[parent, child])
        {
            using var before = await host.GetAsync("/api/servers", AuthHost.Bearer(token));
            Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        }

        using var revoked = await host.SendAsync(HttpMethod.Delete, $"/api/tokens/{id}", headers: session);

        Assert.Equal(HttpStatusCode.OK, revoked.StatusCode);
        foreach (var token in (string[])[parent, child])
        {
            using var after = await host.GetAsync("/api/servers", AuthHost.Bearer(token));
            Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
            Assert.Equal("The token has been revoked", await AuthHost.DetailAsync(after));
        }

        using var untouched = await host.GetAsync("/api/servers", AuthHost.Bearer(other));
        Assert.Equal(HttpStatusCode.OK, untouched.StatusCode);
    }

    [Fact]
    public async Task Revoke_OnAnotherReplica_TakesEffectWithTheChangeFeed()
    {
        var directory = AuthHost.NewDirectory();
        await using var first = await AuthHost.StartInAsync(directory);
        await using var second = await AuthHost.StartInAsync(directory);
        var session = await first.SignInAsync();
        var (token, id) = await first.VendAsync(session);
        foreach (var path in (string[])["/api/servers", "/api/auth/me"])
        {
            using var known = await second.GetAsync(path, path == "/api/servers" ? AuthHost.Bearer(token) : session);
            Assert.Equal(HttpStatusCode.OK, known.StatusCode);
        }

        using (await first.SendAsync(HttpMethod.Delete, $"/api/tokens/{id}", headers: session))
        using (await first.PostAsync("/api/auth/logout", null, session))
        {
            await second.Documents.CatchUpAsync(TestContext.Current.CancellationToken);
        }

        using var bearer = await second.GetAsync("/api/servers", AuthHost.Bearer(token));
        using var cookie = await second.GetAsync("/api/auth/me", session);
        Assert.Equal(HttpStatusCode.Unauthorized, bearer.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, cookie.StatusCode);
    }

    [Fact]
    public async Task Mine_ListsTokensWithoutTheirText()
    {
        await using var host = await AuthHost.StartAsync();
        var session = await host.SignInAsync();
        var (token, id) = await host.VendAsync(session, new { description = "laptop" });

        using var answer = await host.GetAsync("/api/tokens/mine", session);
        var text = await TextAsync(answer);

        Assert.DoesNotContain(token, text, StringComparison.Ordinal);
        Assert.Contains(id, text, StringComparison.Ordinal);
        Assert.Contains("laptop", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Revoke_UnknownToken_Answers404()
    {
        await using var host = await AuthHost.StartAsync();

        using var answer = await host.SendAsync(HttpMethod.Delete, "/api/tokens/unknown", headers: await host.SignInAsync());

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task AdminTokens_AreForAdministrators()
    {
        await using var host = await AuthHost.StartAsync();
        var session = await host.SignInAsync();
        var (narrow, _) = await host.VendAsync(session, new { requested_scopes = (string[])["mcp-servers-unrestricted/execute"] });

        using var admin = await host.GetAsync("/api/admin/tokens", session);
        using var user = await host.GetAsync("/api/admin/tokens", AuthHost.Bearer(narrow));
        using var crossSite = await host.GetAsync("/api/admin/tokens", session, ("Sec-Fetch-Site", "cross-site"));

        Assert.NotNull((await AuthHost.JsonAsync(admin)).GetProperty("tokens").GetProperty("access_token").GetString());
        Assert.Equal(HttpStatusCode.Forbidden, user.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, crossSite.StatusCode);
    }

    [Fact]
    public async Task Token_AfterRestart_IsStillGood_AndKeysArePublished()
    {
        var directory = AuthHost.NewDirectory();
        string token;
        await using (var host = await AuthHost.StartInAsync(directory))
        {
            (token, _) = await host.VendAsync(await host.SignInAsync());
        }

        await using var again = await AuthHost.StartInAsync(directory);
        using var answer = await again.GetAsync("/api/servers", AuthHost.Bearer(token));
        using var wellKnown = await again.GetAsync("/.well-known/jwks.json");
        using var oauth = await again.GetAsync("/oauth2/jwks");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var key = (await AuthHost.JsonAsync(wellKnown)).GetProperty("keys")[0];
        Assert.Equal("ES256", key.GetProperty("alg").GetString());
        Assert.False(key.TryGetProperty("d", out _));
        Assert.Equal(await TextAsync(wellKnown), await TextAsync(oauth));
    }

    private static Task<string> TextAsync(HttpResponseMessage answer) =>
        answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
}
