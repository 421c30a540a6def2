using System.Net;

namespace McpGateway.IntegrationTests.Identity;

/// <summary>Who gets use of the session cookie: the table of the cross-site rule.</summary>
public sealed class CrossSiteTests
{
    private const string Own = "{own}";

    /// <summary>Sec-Fetch-Site, Origin, whether the cookie counts.</summary>
    public static TheoryData<string?, string?, bool> Senders => new()
    {
        { null, null, true },
        { null, Own, true },
        { null, "null", false },
        { null, "https://evil.example", false },
        { null, "{own}.evil.example", false },
        { null, "{own}0", false },
        { null, "https://127.0.0.1", false },
        { null, "{own} {own}", false },
        { null, "", false },
        { "same-origin", Own, true },
        { "same-origin", null, true },
        { "none", null, true },
        { "none", "https://evil.example", false },
        { "same-site", null, false },
        { "same-site", Own, false },
        { "cross-site", null, false },
        { "cross-site", Own, false },
        { "Same-Origin", Own, false },
        { "same-origin, cross-site", Own, false },
    };

    [Theory]
    [MemberData(nameof(Senders))]
    public async Task Cookie_OnAStateChange_CountsOnlyForOurOwnPages(string? site, string? origin, bool isAllowed)
    {
        await using var host = await AuthHost.StartAsync();
        var session = await host.SignInAsync();

        using var rest = await host.PostAsync("/api/servers/register", new { }, Headers(host, session, site, origin));
        using var mcpPost = await host.PostAsync("/currenttime/mcp", new { }, Headers(host, session, site, origin));
        using var mcpGet = await host.GetAsync("/currenttime/mcp", Headers(host, session, site, origin));
        using var login = await host.LoginAsync("admin", AuthHost.Password, Headers(host, null, site, origin));

        Assert.Equal(isAllowed ? HttpStatusCode.OK : HttpStatusCode.Forbidden, rest.StatusCode);
        Assert.Equal(isAllowed ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, mcpPost.StatusCode);
        Assert.Equal(isAllowed ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, mcpGet.StatusCode);
        Assert.Equal(isAllowed ? HttpStatusCode.OK : HttpStatusCode.Forbidden, login.StatusCode);
        if (!isAllowed)
        {
            Assert.StartsWith("Cross-site request refused", await AuthHost.DetailAsync(rest), StringComparison.Ordinal);
            Assert.False(login.Headers.Contains("Set-Cookie"));
        }
    }

    [Fact]
    public async Task Cookie_OnAReading_CountsWhoeverAsks()
    {
        await using var host = await AuthHost.StartAsync();

        // Another site may cause the request; same-origin policy keeps it from reading the answer.
        using var answer = await host.GetAsync("/api/servers", await host.SignInAsync(), ("Sec-Fetch-Site", "cross-site"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Cookie_OnAWebSocketHandshake_CountsOnlyForOurOwnPages()
    {
        await using var host = await AuthHost.StartAsync();
        var session = await host.SignInAsync();

        using var answer = await host.GetAsync(
            "/api/servers", session, ("Sec-WebSocket-Version", "13"), ("Origin", "https://evil.example"));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task Bearer_FromAnotherSite_Counts()
    {
        await using var host = await AuthHost.StartAsync();
        var (token, _) = await host.VendAsync(await host.SignInAsync());

        using var answer = await host.PostAsync(
            "/api/servers/register", new { }, AuthHost.Bearer(token), ("Sec-Fetch-Site", "cross-site"), ("Origin", "null"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Logout_ByAnotherSite_LeavesTheSession()
    {
        await using var host = await AuthHost.StartAsync();
        var session = await host.SignInAsync();

        using var answer = await host.GetAsync("/api/auth/logout", session, ("Sec-Fetch-Site", "cross-site"));
        using var me = await host.GetAsync("/api/auth/me", session);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal(HttpStatusCode.OK, me.StatusCode);
    }

    [Theory]
    [InlineData("https", "gateway.example", "https://gateway.example", true)]
    [InlineData("https", "gateway.example", "https://gateway.example:443", true)]
    [InlineData("https", "gateway.example", "http://gateway.example", false)]
    [InlineData("http", "gateway.example", "https://gateway.example", false)]
    public async Task Origin_BehindATrustedProxy_IsComparedWithThePublicAddress(string scheme, string name, string origin, bool isAllowed)
    {
        await using var host = await AuthHost.StartAsync();
        var session = await host.SignInAsync();

        using var answer = await host.PostAsync(
            "/api/servers/register", new { }, session, ("Origin", origin), ("X-Forwarded-Proto", scheme), ("X-Forwarded-Host", name));

        Assert.Equal(isAllowed ? HttpStatusCode.OK : HttpStatusCode.Forbidden, answer.StatusCode);
    }

    private static (string, string)[] Headers(AuthHost host, (string, string)? session, string? site, string? origin)
    {
        var headers = new List<(string, string)>();
        if (session is { } cookie)
        {
            headers.Add(cookie);
        }

        if (site is not null)
        {
            headers.Add(("Sec-Fetch-Site", site));
        }

        if (origin is not null)
        {
            headers.Add(("Origin", origin.Replace(Own, host.Address.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal)));
        }

        return [.. headers];
    }
}
