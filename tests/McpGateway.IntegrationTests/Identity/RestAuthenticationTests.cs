using System.Net;
using System.Text;
using McpGateway.Access.Scopes;
using McpGateway.Foundation.Documents;

namespace McpGateway.IntegrationTests.Identity;

public sealed class RestAuthenticationTests
{
    [Theory]
    [InlineData("/api/servers")]
    [InlineData("/API/Servers")]
    [InlineData("/api/nothing-here")]
    [InlineData("/api/auth/me")]
    [InlineData("/api/auth/../servers")]
    [InlineData("/api/auth/%2e%2e/servers")]
    [InlineData("/api/tokens/mine")]
    [InlineData("/api/admin/tokens")]
    [InlineData("/v0.1/servers")]
    [InlineData("/v0.1/anything")]
    [InlineData("/settings")]
    public async Task Anonymous_IsRefusedEverywhere(string path)
    {
        await using var host = await AuthHost.StartAsync();

        using var answer = await host.GetAsync(path);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("Authentication required", await AuthHost.DetailAsync(answer));
        Assert.Equal(
            $"Bearer realm=\"mcp-gateway\", resource_metadata=\"{host.Address}.well-known/oauth-protected-resource\"",
            answer.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task Anonymous_OpenEndpointsAnswer()
    {
        await using var host = await AuthHost.StartAsync();

        foreach (var path in (string[])[
            "/login", "/api/auth/login", "/api/auth/config", "/api/auth/providers", "/api/version", "/.well-known/jwks.json",
            "/oauth2/jwks"])
        {
            using var answer = await host.GetAsync(path);
            Assert.Equal((path, HttpStatusCode.OK), (path, answer.StatusCode));
        }
    }

    [Fact]
    public async Task IdentityHeaders_FromTheClient_MeanNothing()
    {
        await using var host = await AuthHost.StartAsync();
        (string, string)[] forged =
        [
            ("X-User", "admin"), ("X-Username", "admin"), ("X-Scopes", "registry-admins mcp-servers-unrestricted/execute"),
            ("X-Auth-Method", "keycloak"), ("X-Client-Id", "c"), (
                "X-Groups", "registry-admins"), ("X-Original-URL", "/api/auth/me"), ("X-Body", "{}"),
        ];

        using var anonymous = await host.GetAsync("/api/servers", forged);
        var (narrow, _) = await host.VendAsync(
            await host.SignInAsync(), new { requested_scopes = (string[])["mcp-servers-unrestricted/read"] });
        using var authenticated = await host.GetAsync("/api/auth/me", [AuthHost.Bearer(narrow), .. forged]);
        using var mcp = await host.GetAsync("/currenttime/mcp", [AuthHost.Bearer(narrow), .. forged]);

        Assert.Equal(HttpStatusCode.Unauthorized, anonymous.StatusCode);
        Assert.False((await AuthHost.JsonAsync(authenticated)).GetProperty("is_admin").GetBoolean());
        Assert.Equal(
            "admin|mcp-servers-unrestricted/read|self_signed|Authorization",
            await mcp.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>
    /// X-Authorization, Authorization, whether the cookie comes too, and who answers: <c>token</c>, <c>cookie</c>, or 401.
    /// </summary>
    [Theory]
    [InlineData("good", null, true, "token")]
    [InlineData(null, "good", true, "token")]
    [InlineData("good", "bad", true, "token")]
    [InlineData("good", "upstream", false, "token")]
    [InlineData("bad", "good", true, "401")]
    [InlineData("bad", null, true, "401")]
    [InlineData(null, "bad", true, "401")]
    [InlineData("upstream", null, true, "401")]
    [InlineData("empty", "good", true, "401")]
    [InlineData(null, "empty", true, "401")]
    [InlineData(null, "upstream", true, "cookie")]
    [InlineData(null, null, true, "cookie")]
    [InlineData(null, "upstream", false, "401")]
    [InlineData(null, "lower", false, "token")]
    public async Task Credentials_OfSeveralKinds_HaveOnePrecedence(
        string? xAuthorization, string? authorization, bool withCookie, string expected)
    {
        await using var host = await AuthHost.StartAsync();
        var session = await host.SignInAsync();
        var (token, _) = await host.VendAsync(session);
        string Value(string kind) => kind switch
        {
            "good" => "Bearer " + token,
            "lower" => "bearer " + token,
            "bad" => "Bearer " + token[..^4] + "AAAA",
            "empty" => "Bearer ",
            _ => "Basic dXNlcjpwYXNz",
        };
        (string, string)[] headers =
        [
            .. xAuthorization is null ? [] : new[] { ("X-Authorization", Value(xAuthorization)) },
            .. authorization is null ? [] : new[] { ("Authorization", Value(authorization)) },
            .. withCookie ? new[] { session } : [],
        ];

        using var rest = await host.GetAsync("/api/auth/me", headers);
        using var mcp = await host.GetAsync("/currenttime/mcp", headers);

        var method = rest.IsSuccessStatusCode ? (await AuthHost.JsonAsync(rest)).GetProperty("auth_method").GetString() : null;
        Assert.Equal(expected, rest.StatusCode == HttpStatusCode.Unauthorized ? "401" : method == "self_signed" ? "token" : "cookie");
        Assert.Equal(rest.StatusCode, mcp.StatusCode);
    }

    [Fact]
    public async Task BadBearer_Challenge_SaysInvalidToken_AndNamesTheResource()
    {
        await using var host = await AuthHost.StartAsync();

        using var bad = await host.GetAsync("/currenttime/mcp?x=%22", AuthHost.Bearer("abc"));
        using var none = await host.GetAsync("/currenttime/mcp");
        using var rest = await host.GetAsync("/api/servers", AuthHost.Bearer("abc"));

        var metadata =
            $"Bearer realm=\"mcp-gateway\", resource_metadata=\"{host.Address}.well-known/oauth-protected-resource/currenttime/mcp\"";
        Assert.Equal(
            metadata + ", error=\"invalid_token\", error_description=\"The token is malformed\", scope=\"mcp\"",
            bad.Headers.WwwAuthenticate.ToString());
        Assert.Equal(metadata + ", scope=\"mcp\"", none.Headers.WwwAuthenticate.ToString());
        Assert.Contains("error=\"invalid_token\"", rest.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        Assert.Equal("The token is malformed", await AuthHost.DetailAsync(rest));
    }

    [Theory]
    [InlineData("")]
    [InlineData("192.0.2.7")]
    public async Task ForwardingHeaders_OfAProxyThatIsNotListed_AreIgnored(string trusted)
    {
        await using var host = await AuthHost.StartAsync(("TRUSTED_PROXIES", trusted));

        using var answer = await host.GetAsync("/currenttime/mcp", ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "gateway.example"));
        for (var i = 0; i < 5; i++)
        {
            using var wrong = await host.LoginAsync("admin", "wrong", ("X-Forwarded-For", $"203.0.113.{i}"));
        }

        using var slowed = await host.LoginAsync("admin", AuthHost.Password, ("X-Forwarded-For", "203.0.113.99"));

        Assert.DoesNotContain("gateway.example", answer.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.TooManyRequests, slowed.StatusCode);
    }

    [Fact]
    public async Task Challenge_BehindATrustedProxy_NamesThePublicAddress()
    {
        await using var host = await AuthHost.StartAsync();

        using var answer = await host.GetAsync("/currenttime/mcp", ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "gateway.example"));

        Assert.Equal(
            "Bearer realm=\"mcp-gateway\", resource_metadata=\"https://gateway.example/.well-known/oauth-protected-resource/currenttime/"
                + "mcp\", scope=\"mcp\"",
            answer.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task TwoAuthorizationHeaders_AreRefused()
    {
        await using var host = await AuthHost.StartAsync();
        var (token, _) = await host.VendAsync(await host.SignInAsync());

        // Written to the wire by hand: clients join repeated headers.
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(host.Address.Host, host.Address.Port, TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII
                .GetBytes($"GET /api/servers HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {token}\r\nAuthorization: "
                + $"Bearer {token}\r\n\r\n"),
            TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);

        Assert.StartsWith("HTTP/1.1 401", await reader.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CoarseLayer_LimitsTokensAndSessionsAlike_ExceptForOpenAreas()
    {
        await using var host = await AuthHost.StartAsync();
        await PutScopeAsync(host, "readers", new ServerRule("api", ["servers", "tokens"], []), new ServerRule("v0.1", ["agents"], []));
        var (token, _) = await host.VendAsync(await host.SignInAsync(), new { requested_scopes = (string[])["readers"] });

        foreach (var (path, expected) in (IEnumerable<(string, HttpStatusCode)>)
            [
                ("/api/servers", HttpStatusCode.OK),
                ("/api/tokens/mine", HttpStatusCode.OK),
                ("/api/auth/me", HttpStatusCode.OK),
                ("/api/version", HttpStatusCode.OK),
                ("/api/search/semantic", HttpStatusCode.Forbidden),
                ("/api/admin/tokens", HttpStatusCode.Forbidden),
                ("/api/management/iam/users", HttpStatusCode.Forbidden),
                ("/api//servers", HttpStatusCode.Forbidden),
                ("/v0.1/servers", HttpStatusCode.Forbidden),
            ])
        {
            using var answer = await host.GetAsync(path, AuthHost.Bearer(token));
            Assert.Equal((path, expected), (path, answer.StatusCode));
        }
    }

    [Fact]
    public async Task Policy_Changed_IsInForceAtTheNextRequest()
    {
        await using var host = await AuthHost.StartAsync();
        await PutScopeAsync(host, "readers", new ServerRule("api", ["servers"], []));
        var (token, _) = await host.VendAsync(await host.SignInAsync(), new { requested_scopes = (string[])["readers"] });
        using (var before = await host.GetAsync("/api/servers", AuthHost.Bearer(token)))
        {
            Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        }

        await PutScopeAsync(host, "readers", new ServerRule("api", ["agents"], []));
        using var narrowed = await host.GetAsync("/api/servers", AuthHost.Bearer(token));
        await host.Documents.CommitAsync(
            new DocumentBatch().Delete(ScopeRepository.Scopes, "readers", null), TestContext.Current.CancellationToken);
        using var me = await host.GetAsync("/api/auth/me", AuthHost.Bearer(token));

        Assert.Equal(HttpStatusCode.Forbidden, narrowed.StatusCode);
        Assert.Equal(0, (await AuthHost.JsonAsync(me)).GetProperty("scopes").GetArrayLength());
    }

    private static async Task PutScopeAsync(AuthHost host, string name, params ServerRule[] rules)
    {
        var scope = new ScopeRecord { Name = name, Rules = rules, GroupMappings = ["registry-admins"] };
        var committed = await host.Documents.CommitAsync(
            new DocumentBatch().Put(ScopeRepository.Scopes, name, scope, expectedVersion: null), TestContext.Current.CancellationToken);
        Assert.True(committed.IsSuccess);
    }
}
