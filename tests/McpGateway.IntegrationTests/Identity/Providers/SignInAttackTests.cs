using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace McpGateway.IntegrationTests.Identity.Providers;

/// <summary>What an attacker, or a provider that went wrong, tries at sign-in.</summary>
public sealed class SignInAttackTests
{
    private const string Failed = "/login?error=oauth2_callback_failed";

    [Fact]
    public async Task Callback_HonestProvider_SignsInWithAFreshSession()
    {
        await using var provider = await ScriptedProvider.StartAsync();
        await using var host = await AuthHost.StartAsync(provider.Settings());
        var planted = await host.SignInAsync();

        var begun = await BeginAsync(host, provider, "/settings");
        using var answer = await host.GetAsync(begun.Callback, ("Cookie", $"{begun.Cookie}; {planted.Value}"));
        var session = AuthHost.SessionCookie(answer).Split(';')[0];
        using var me = await host.GetAsync("/api/auth/me", ("Cookie", session));
        using var former = await host.GetAsync("/api/auth/me", planted);

        Assert.Equal((HttpStatusCode.Found, "/settings"), (answer.StatusCode, answer.Headers.Location?.ToString()));
        Assert.NotEqual(planted.Value, session);
        Assert.Equal(HttpStatusCode.Unauthorized, former.StatusCode);
        var caller = await AuthHost.JsonAsync(me);
        Assert.Equal(("carol", """["public-mcp-users"]"""),
            (caller.GetProperty("username").GetString(), caller.GetProperty("groups").ToString()));
        Assert.DoesNotContain(host.Logs.Lines, line => line.Contains(ScriptedProvider.AccessToken, StringComparison.Ordinal)
            || line.Contains(ScriptedProvider.Secret, StringComparison.Ordinal) || line.Contains("eyJ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("another nonce")]
    [InlineData("no nonce")]
    [InlineData("another issuer")]
    [InlineData("another audience")]
    [InlineData("two audiences without azp")]
    [InlineData("azp of another client")]
    [InlineData("expired")]
    [InlineData("not valid yet")]
    [InlineData("no iat")]
    [InlineData("another access token")]
    [InlineData("no subject")]
    [InlineData("alg none")]
    [InlineData("HS256 with the public key")]
    [InlineData("another key under the known id")]
    [InlineData("an unknown key")]
    [InlineData("no id_token")]
    [InlineData("userinfo of somebody else")]
    public async Task Callback_FalseToken_SignsNobodyIn(string lie)
    {
        await using var provider = await ScriptedProvider.StartAsync();
        await using var host = await AuthHost.StartAsync(provider.Settings());
        using var other = RSA.Create(2048);
        provider.Claims = claims => Lie(claims, lie);
        provider.IdToken = lie switch
        {
            "alg none" => claims => provider.Sign(claims, "none"),
            "HS256 with the public key" => claims => provider.Sign(claims, "HS256"),
            "another key under the known id" => claims => provider.Sign(claims, key: other),
            "an unknown key" => claims => provider.Sign(claims, key: other, keyId: "k2"),
            "no id_token" => _ => null,
            _ => null,
        };
        provider.UserInfoSubject = lie == "userinfo of somebody else" ? "dave-id" : "carol-id";

        var begun = await BeginAsync(host, provider);
        using var answer = await host.GetAsync(begun.Callback, ("Cookie", begun.Cookie));

        Assert.Equal((HttpStatusCode.Found, Failed), (answer.StatusCode, answer.Headers.Location?.ToString()));
        Assert.DoesNotContain(
            answer.Headers.GetValues("Set-Cookie"), cookie => cookie.StartsWith(AuthHost.CookieName, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Callback_StateTricks_AreRefused()
    {
        await using var provider = await ScriptedProvider.StartAsync();
        await using var host = await AuthHost.StartAsync(provider.Settings());
        var begun = await BeginAsync(host, provider);
        var victim = await BeginAsync(host, provider);

        using var noCookie = await host.GetAsync(begun.Callback);
        using var anothersCookie = await host.GetAsync(begun.Callback, ("Cookie", victim.Cookie));
        using var renamed = await host.GetAsync(
            begun.Callback, ("Cookie", $"{begun.Cookie.Split('=')[0]}={victim.Cookie.Split('=', 2)[1]}"));
        using var noState = await host.GetAsync("/oauth2/callback/oidc?code=x", ("Cookie", begun.Cookie));
        using var twoStates = await host.GetAsync(begun.Callback + "&state=x", ("Cookie", begun.Cookie));
        using var good = await host.GetAsync(begun.Callback, ("Cookie", begun.Cookie));
        using var replayed = await host.GetAsync(begun.Callback, ("Cookie", begun.Cookie));
        host.Clock.Advance(TimeSpan.FromMinutes(11));
        using var late = await host.GetAsync(victim.Callback, ("Cookie", victim.Cookie));

        Assert.Equal(HttpStatusCode.Found, good.StatusCode);
        Assert.All(
            [noCookie, anothersCookie, renamed, noState, twoStates, replayed, late],
            answer => Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode));
        Assert.Equal("application/json", replayed.Content.Headers.ContentType!.MediaType);

        using var shown = await host.GetAsync(begun.Callback, ("Accept", "text/html"));
        Assert.Equal((HttpStatusCode.BadRequest, "text/html"), (shown.StatusCode, shown.Content.Headers.ContentType!.MediaType));
        Assert.Contains(
            "href=\"/login\"", await shown.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Callback_MixUp_IsRefused()
    {
        await using var honest = await ScriptedProvider.StartAsync();
        await using var evil = await ScriptedProvider.StartAsync();
        var file = Path.Combine(AuthHost.NewDirectory(), "oauth2_providers.yml");
        await File.WriteAllTextAsync(file, $"""
            providers:
              evil:
                display_name: Evil
                issuer: {evil.Issuer}
                client_id: gateway
                client_secret: "${'{'}EVIL_SECRET:-its own{'}'}"
                enabled: true
            """, TestContext.Current.CancellationToken);
        honest.StatesIssuer = true;
        await using var host = await AuthHost.StartAsync([.. honest.Settings(), ("OAUTH2_PROVIDERS_PATH", file)]);
        var begun = await BeginAsync(host, honest);
        var second = await BeginAsync(host, honest);
        var third = await BeginAsync(host, honest);

        using var elsewhere = await host.GetAsync(
            begun.Callback.Replace("/oidc", "/evil", StringComparison.Ordinal), ("Cookie", begun.Cookie));
        using var noIssuer = await host.GetAsync(second.Callback, ("Cookie", second.Cookie));
        using var othersIssuer = await host.GetAsync($"{third.Callback}&iss={Uri.EscapeDataString(evil.Issuer)}", ("Cookie", third.Cookie));
        var fourth = await BeginAsync(host, honest);
        using var right = await host.GetAsync($"{fourth.Callback}&iss={Uri.EscapeDataString(honest.Issuer)}", ("Cookie", fourth.Cookie));

        Assert.Equal(HttpStatusCode.BadRequest, elsewhere.StatusCode);
        Assert.Equal(
            (Failed, Failed, "/"),
            (noIssuer.Headers.Location?.ToString(), othersIssuer.Headers.Location?.ToString(), right.Headers.Location?.ToString()));
    }

    [Fact]
    public async Task RedirectUri_Elsewhere_LeadsHome()
    {
        await using var provider = await ScriptedProvider.StartAsync();
        await using var host = await AuthHost.StartAsync(provider.Settings());
        var own = host.Address.GetLeftPart(UriPartial.Authority);
        (string Asked, string Expected)[] cases =
        [
            ("https://evil.example/", "/"), (
                "//evil.example", "/"), ("/\\evil.example", "/"), ("/\t/evil.example", "/"), ("javascript:alert(1)", "/"),
            (own + ".evil.example/", "/"), (
                own + "@evil.example/", "/"), (own + "//evil.example", "/"), ("http://user@" + own[7..] + "/x", "/"),
            (own + "/servers?x=1", "/servers?x=1"), (own, "/"), ("/servers", "/servers"),
        ];

        foreach (var (asked, expected) in cases)
        {
            var begun = await BeginAsync(host, provider, asked);
            using var answer = await host.GetAsync(begun.Callback, ("Cookie", begun.Cookie));
            using var signedOut = await host.GetAsync($"/oauth2/logout/oidc?redirect_uri={Uri.EscapeDataString(asked)}");
            Assert.Equal((asked, expected), (asked, answer.Headers.Location?.ToString()));
            Assert.Contains(signedOut.Headers.Location?.ToString(), (string[])[expected, "/login"]);
        }
    }

    [Fact]
    public async Task ProviderRefuses_ErrorIsShownWithoutItsText()
    {
        await using var provider = await ScriptedProvider.StartAsync();
        await using var host = await AuthHost.StartAsync(provider.Settings());
        var begun = await BeginAsync(host, provider);
        var refused = begun.Callback.Replace("code=", "error=access_denied&error_description=<script>&x=", StringComparison.Ordinal);

        using var answer = await host.GetAsync(refused, ("Cookie", begun.Cookie));
        using var page = await host.GetAsync(answer.Headers.Location!.ToString());
        using var unknown = await host.GetAsync("/oauth2/login/nobody");

        Assert.Equal("/login?error=oauth2_error", answer.Headers.Location.ToString());
        Assert.Contains(
            "did not sign you in", await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Theory]
    [InlineData("good", HttpStatusCode.OK)]
    [InlineData("id_token", HttpStatusCode.Unauthorized)]
    [InlineData("another audience", HttpStatusCode.Unauthorized)]
    [InlineData("no audience", HttpStatusCode.Unauthorized)]
    [InlineData("HS256", HttpStatusCode.Unauthorized)]
    [InlineData("none", HttpStatusCode.Unauthorized)]
    [InlineData("another key", HttpStatusCode.Unauthorized)]
    [InlineData("expired", HttpStatusCode.Unauthorized)]
    public async Task Bearer_OfTheProvider_IsJudgedStrictly(string kind, HttpStatusCode expected)
    {
        await using var provider = await ScriptedProvider.StartAsync();
        await using var host = await AuthHost.StartAsync(provider.Settings());
        using var other = RSA.Create(2048);
        var now = host.Clock.GetUtcNow().ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["iss"] = provider.Issuer,
            ["sub"] = "robot",
            ["aud"] = kind == "another audience" ? "elsewhere" : "mcp",
            ["iat"] = now - 100,
            ["exp"] = kind == "expired" ? now - 50 : now + 300,
            ["groups"] = new JsonArray("public-mcp-users"),
        };
        if (kind == "id_token")
        {
            claims["nonce"] = "n";
        }
        else if (kind == "no audience")
        {
            claims.Remove("aud");
        }

        var token = kind switch
        {
            "HS256" or "none" => provider.Sign(claims, kind),
            "another key" => provider.Sign(claims, key: other),
            _ => provider.Sign(claims),
        };
        using var answer = await host.GetAsync("/api/auth/me", AuthHost.Bearer(token));

        Assert.Equal(expected, answer.StatusCode);
    }

    [Theory]
    [InlineData("OIDC_ENABLED", "true", "OIDC_CLIENT_ID must be set because provider 'oidc' is enabled.")]
    [InlineData("AUTH_PROVIDER", "entra", "ENTRA_TENANT_ID must be set because provider 'entra' is enabled.")]
    [InlineData("AUTH_PROVIDER", "cognito", "COGNITO_USER_POOL_ID must be set because provider 'cognito' is enabled.")]
    [InlineData("GITHUB_ENABLED", "perhaps", "GITHUB_ENABLED must be true or false.")]
    [InlineData(
        "OAUTH2_PROVIDERS_PATH", "/nowhere/oauth2_providers.yml",
        "OAUTH2_PROVIDERS_PATH: there is no file /nowhere/oauth2_providers.yml that can be read. Correct the path, or remove the setting.")]
    [InlineData("IdentityProviders:UnknownKeySeconds", "0", "IdentityProviders:UnknownKeySeconds must be between 1 and 3600.")]
    [InlineData(
        "AUTH_PROVIDER", "nonsense",
        "AUTH_PROVIDER is 'nonsense', which is no identity provider: it must be one of keycloak, entra, cognito, github, google, oidc. "
            + "Leave it out for local accounts.")]
    public async Task Start_BadConfiguration_NamesTheKey(string key, string value, string message)
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => AuthHost.StartAsync((key, value)));

        Assert.Contains(message, refused.Failures);
    }

    /// <summary>Several addresses are made of one setting; the administration of accounts reads it too.</summary>
    [Theory]
    [InlineData("KEYCLOAK_URL", "KEYCLOAK_URL must be an http or https address without credentials.")]
    [InlineData("KEYCLOAK_EXTERNAL_URL", "KEYCLOAK_EXTERNAL_URL must be an http or https address without credentials.")]
    public async Task Start_AddressThatIsNone_IsToldOnceByItsName(string key, string message)
    {
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => AuthHost.StartAsync(
            ("AUTH_PROVIDER", "keycloak"), ("KEYCLOAK_CLIENT_ID", "gateway"), (key, "nonsense")));

        var failures = refused is AggregateException several
            ? several.Flatten().InnerExceptions.Cast<OptionsValidationException>().SelectMany(static one => one.Failures)
            : Assert.IsType<OptionsValidationException>(refused).Failures;
        Assert.Equal(message, Assert.Single(failures.Distinct(StringComparer.Ordinal)));
    }

    private static void Lie(JsonObject claims, string lie)
    {
        var issuedAt = claims["iat"]!.GetValue<long>();
        switch (lie)
        {
            case "another nonce": claims["nonce"] = "of another sign-in"; break;
            case "no nonce": claims.Remove("nonce"); break;
            case "another issuer": claims["iss"] = "https://evil.example"; break;
            case "another audience": claims["aud"] = "another"; break;
            case "two audiences without azp": claims["aud"] = new JsonArray(ScriptedProvider.ClientId, "another"); break;
            case "azp of another client": claims["azp"] = "another"; break;
            case "expired": (claims["iat"], claims["exp"]) = (issuedAt - 900, issuedAt - 600); break;
            case "not valid yet": claims["nbf"] = issuedAt + 600; break;
            case "no iat": claims.Remove("iat"); break;
            case "another access token": claims["at_hash"] = "AAAAAAAAAAAAAAAAAAAAAA"; break;
            case "no subject": claims.Remove("sub"); break;
        }
    }

    /// <summary>Begins a sign-in and has the provider agree.</summary>
    private static async Task<(string Callback, string Cookie)> BeginAsync(AuthHost host, ScriptedProvider provider, string returnTo = "/")
    {
        using var answer = await host.GetAsync("/oauth2/login/oidc?redirect_uri=" + Uri.EscapeDataString(returnTo));
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        var cookie = answer.Headers.GetValues("Set-Cookie").Single();
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        var state = QueryHelpers.ParseQuery(answer.Headers.Location!.Query)["state"].ToString();
        var code = provider.Approve(answer.Headers.Location, host.Clock.GetUtcNow());
        return ($"/oauth2/callback/oidc?code={code}&state={state}", cookie.Split(';')[0]);
    }
}
