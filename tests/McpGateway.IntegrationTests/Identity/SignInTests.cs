using System.Net;
using Microsoft.Extensions.Options;

namespace McpGateway.IntegrationTests.Identity;

public sealed class SignInTests
{
    [Fact]
    public async Task Login_RightPassword_AnswersAsTheContractSays()
    {
        await using var host = await AuthHost.StartAsync();

        using var answer = await host.LoginAsync("admin", AuthHost.Password);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("""{"success":true,"message":"Login successful"}""",
            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var cookie = AuthHost.SessionCookie(answer);
        Assert.Matches("^mcp_gateway_session=[A-Za-z0-9_-]{43}; max-age=28800; path=/; samesite=lax; httponly$", cookie);
    }

    [Fact]
    public async Task Login_Browser_IsRedirected()
    {
        await using var host = await AuthHost.StartAsync();

        using var right = await PostFormAsync(host, ("username", "admin"), ("password", AuthHost.Password));
        using var wrong = await PostFormAsync(host, ("username", "admin"), ("password", "wrong"));

        Assert.Equal((HttpStatusCode.SeeOther, "/"), (right.StatusCode, right.Headers.Location!.OriginalString));
        Assert.Equal(
            (HttpStatusCode.SeeOther, "/login?error=Invalid+username+or+password"), (
                wrong.StatusCode, wrong.Headers.Location!.OriginalString));
        Assert.False(wrong.Headers.Contains("Set-Cookie"));
    }

    [Theory]
    [InlineData("/servers?q=a", "/servers?q=a")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("https://evil.example", "/")]
    [InlineData("/\t/evil.example", "/")]
    [InlineData("javascript:alert(1)", "/")]
    [InlineData("/a\r\nSet-Cookie: x=y", "/")]
    public async Task Login_Next_StaysOnThisHost(string next, string expected)
    {
        await using var host = await AuthHost.StartAsync();

        using var answer = await PostFormAsync(host, ("username", "admin"), ("password", AuthHost.Password), ("next", next));

        Assert.Equal(expected, answer.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task Login_JsonBody_IsAccepted()
    {
        await using var host = await AuthHost.StartAsync();

        using var right = await host.PostAsync("/api/auth/login", new { username = "admin", password = AuthHost.Password });
        using var wrong = await host.PostAsync("/api/auth/login", new { username = "nobody", password = "x" });
        using var missing = await host.PostAsync("/api/auth/login", new { username = "admin" });

        Assert.Equal(HttpStatusCode.OK, right.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        Assert.Equal("Invalid username or password", await AuthHost.DetailAsync(wrong));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, missing.StatusCode);
    }

    [Fact]
    public async Task Login_MissingFields_Answers422()
    {
        await using var host = await AuthHost.StartAsync();

        using var answer = await PostFormAsync(host, ("username", "admin"), ("password", ""));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var item = (await AuthHost.JsonAsync(answer)).GetProperty("detail")[0];
        Assert.Equal("missing", item.GetProperty("type").GetString());
        Assert.Equal("password", item.GetProperty("loc")[1].GetString());
    }

    [Theory]
    [InlineData("true", "http", false)]
    [InlineData("true", "https", true)]
    [InlineData("false", "https", false)]
    public async Task Login_CookieSecure_FollowsSettingAndScheme(string setting, string forwardedScheme, bool isSecure)
    {
        await using var host = await AuthHost.StartAsync(
            ("SESSION_COOKIE_SECURE", setting), ("SESSION_COOKIE_DOMAIN", "example.org"), ("SESSION_MAX_AGE_SECONDS", "600"));

        // Loopback is a trusted proxy.
        using var answer = await host.LoginAsync("admin", AuthHost.Password, ("X-Forwarded-Proto", forwardedScheme));

        var cookie = AuthHost.SessionCookie(answer);
        Assert.Equal(isSecure, cookie.Contains("; secure", StringComparison.OrdinalIgnoreCase));
        Assert.Contains("; domain=example.org", cookie, StringComparison.Ordinal);
        Assert.Contains("; max-age=600", cookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Login_WithAPlantedSession_MakesANewOneAndEndsTheOld()
    {
        await using var host = await AuthHost.StartAsync();
        var first = await host.SignInAsync();

        using var answer = await host.LoginAsync("admin", AuthHost.Password, first);
        var second = ("Cookie", AuthHost.SessionCookie(answer).Split(';')[0]);

        Assert.NotEqual(first.Value, second.Item2);
        using var withFirst = await host.GetAsync("/api/auth/me", first);
        using var withSecond = await host.GetAsync("/api/auth/me", second);
        Assert.Equal(HttpStatusCode.Unauthorized, withFirst.StatusCode);
        Assert.Equal("Invalid session", await AuthHost.DetailAsync(withFirst));
        Assert.Equal(HttpStatusCode.OK, withSecond.StatusCode);
    }

    [Fact]
    public async Task Login_ChosenSessionId_IsNotAdopted()
    {
        await using var host = await AuthHost.StartAsync();
        var planted = ("Cookie", $"{AuthHost.CookieName}={new string('A', 43)}");

        using var answer = await host.LoginAsync("admin", AuthHost.Password, planted);
        using var me = await host.GetAsync("/api/auth/me", planted);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, me.StatusCode);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task Logout_EndsTheSession_AndClearsTheCookieWithItsDomain(string method)
    {
        await using var host = await AuthHost.StartAsync(("SESSION_COOKIE_DOMAIN", "example.org"));
        var session = await host.SignInAsync();
        using (var before = await host.GetAsync("/api/auth/me", session))
        {
            Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        }

        using var answer = await host.SendAsync(new(method), "/api/auth/logout", headers: session);
        using var after = await host.GetAsync("/api/auth/me", session);

        Assert.Equal((HttpStatusCode.SeeOther, "/login"), (answer.StatusCode, answer.Headers.Location!.OriginalString));
        Assert.Equal(
            $"{AuthHost.CookieName}=; max-age=0; domain=example.org; path=/; samesite=lax; httponly", AuthHost.SessionCookie(answer));
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
    }

    [Fact]
    public async Task Me_Administrator_HasTheMembersThatClientsRead()
    {
        await using var host = await AuthHost.StartAsync();

        using var answer = await host.GetAsync("/api/auth/me", await host.SignInAsync());

        var me = await AuthHost.JsonAsync(answer);
        Assert.Equal("admin", me.GetProperty("username").GetString());
        Assert.Equal("traditional", me.GetProperty("auth_method").GetString());
        Assert.Equal("local", me.GetProperty("provider").GetString());
        Assert.True(me.GetProperty("is_admin").GetBoolean());
        Assert.True(me.GetProperty("can_modify_servers").GetBoolean());
        Assert.Contains("registry-admins", me.GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString()));
        Assert.Equal("all", me.GetProperty("accessible_services")[0].GetString());
        Assert.Equal("*", me.GetProperty("accessible_servers")[0].GetString());
    }

    [Theory]
    [InlineData(null, "Authentication required")]
    [InlineData("", "Authentication required")]
    [InlineData("garbage", "Invalid session")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "Invalid session")]
    public async Task Me_WithoutSession_Answers401(string? cookie, string detail)
    {
        await using var host = await AuthHost.StartAsync();

        using var answer = await host.GetAsync("/api/auth/me", cookie is null ? [] : [("Cookie", $"{AuthHost.CookieName}={cookie}")]);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal(detail, await AuthHost.DetailAsync(answer));
        Assert.StartsWith("Bearer ", answer.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Session_PastItsAge_IsRefused()
    {
        await using var host = await AuthHost.StartAsync();
        var session = await host.SignInAsync();
        using (var before = await host.GetAsync("/api/auth/me", session))
        {
            Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        }

        host.Clock.Advance(TimeSpan.FromSeconds(28800));
        using var after = await host.GetAsync("/api/auth/me", session);

        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
        Assert.Contains(await AuthHost.DetailAsync(after), (string[])["Session has expired", "Invalid session"]);
    }

    [Fact]
    public async Task LoginPage_ErrorAndNext_AreEscaped()
    {
        await using var host = await AuthHost.StartAsync();

        using var answer = await host.GetAsync("/login?error=%3Cscript%3Ealert(1)%3C/script%3E&next=/%22%3E%3Cscript%3E");
        var html = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("action=\"/api/auth/login\"", html, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LocalSignIn_SwitchedOff_IsRefusedEverywhere()
    {
        await using var host = await AuthHost.StartAsync(
            ("LOCAL_SIGN_IN_ENABLED", "false"), (
                "GITHUB_ENABLED", "true"), ("GITHUB_CLIENT_ID", "gateway"), ("GITHUB_CLIENT_SECRET", "a secret"));

        using var byProgram = await host.LoginAsync("admin", AuthHost.Password);
        using var byForm = await PostFormAsync(host, ("username", "admin"), ("password", AuthHost.Password));
        using var password = await host.PostAsync(
            "/api/auth/password", new { username = "admin", password = AuthHost.Password, new_password = "another long one" });
        using var passwordPage = await host.GetAsync("/login/password");
        using var page = await host.GetAsync("/login");

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (byProgram.StatusCode, password.StatusCode));
        Assert.All(
            [byForm, passwordPage],
            answer => Assert.StartsWith("/login?error=Sign-in", answer.Headers.Location!.OriginalString, StringComparison.Ordinal));
        Assert.All([byProgram, byForm, password], answer => Assert.False(answer.Headers.Contains("Set-Cookie")));
        Assert.DoesNotContain(
            "<form", await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LocalSignIn_SwitchedOffWithoutAProvider_StopsTheStart()
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => AuthHost.StartAsync(("LOCAL_SIGN_IN_ENABLED", "false")));

        Assert.Contains(
            refused.Failures, failure => failure.StartsWith("LOCAL_SIGN_IN_ENABLED (Auth:AllowsLocalSignIn)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Logout_TheNextPage_SaysSoOnce()
    {
        await using var host = await AuthHost.StartAsync();
        using var signedOut = await host.SendAsync(HttpMethod.Post, "/api/auth/logout", headers: await host.SignInAsync());
        var notice = signedOut.Headers
            .GetValues("Set-Cookie")
            .Single(cookie => cookie.StartsWith("mcp_gateway_signed_out=", StringComparison.Ordinal));

        using var page = await host.GetAsync("/login", ("Cookie", notice.Split(';')[0]));
        using var again = await host.GetAsync("/login");

        Assert.Contains("path=/login", notice, StringComparison.Ordinal);
        Assert.Contains(
            "You are signed out.", await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains("mcp_gateway_signed_out=; max-age=0", page.Headers.GetValues("Set-Cookie").Single(), StringComparison.Ordinal);
        Assert.DoesNotContain(
            "You are signed out.", await again.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoAccess_WithoutSessionOrWithRights_IsNoPlaceToStay()
    {
        await using var host = await AuthHost.StartAsync();

        using var anonymous = await host.GetAsync("/login/no-access");
        using var administrator = await host.GetAsync("/login/no-access?next=/ui/servers", await host.SignInAsync());
        using var elsewhere = await host.GetAsync("/login/no-access?next=https://evil.example", await host.SignInAsync());

        Assert.Equal(
            ("/login", "/ui/servers", "/"),
            (anonymous.Headers.Location!.OriginalString, administrator.Headers.Location!.OriginalString,
                elsewhere.Headers.Location!.OriginalString));
    }

    [Fact]
    public async Task ConfigAndProviders_AreOpen()
    {
        await using var host = await AuthHost.StartAsync(("AUTH_SERVER_EXTERNAL_URL", "https://login.example.org"));

        using var config = await host.GetAsync("/api/auth/config");
        using var providers = await host.GetAsync("/api/auth/providers");

        Assert.Equal("https://login.example.org", (await AuthHost.JsonAsync(config)).GetProperty("auth_server_url").GetString());
        Assert.Equal(0, (await AuthHost.JsonAsync(providers)).GetProperty("providers").GetArrayLength());
    }

    private static Task<HttpResponseMessage> PostFormAsync(AuthHost host, params (string Name, string Value)[] fields) => host.SendAsync(
        HttpMethod.Post, "/api/auth/login", content: new FormUrlEncodedContent(
            fields.Select(field => KeyValuePair.Create(field.Name, field.Value))));
}
