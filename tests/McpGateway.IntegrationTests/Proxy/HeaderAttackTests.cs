using Microsoft.AspNetCore.Http;

namespace McpGateway.IntegrationTests.Proxy;

public sealed class HeaderAttackTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("X-User", "alice")]
    [InlineData("X-Username", "alice")]
    [InlineData("X-Scopes", "scope-a scope-b")]
    [InlineData("X-Auth-Method", "test")]
    [InlineData("X-Client-Id-Auth", "client-alice")]
    [InlineData("X-Server-Name", "srv")]
    [InlineData("X-Tool-Name", "tools/call")]
    [InlineData("X-Forwarded-For", "127.0.0.1")]
    [InlineData("X-Forwarded-Proto", "http")]
    [InlineData("X-Real-IP", "127.0.0.1")]
    [InlineData("X-Forwarded-Host", "gateway.test")]
    [InlineData("X-Original-URL", "http://gateway.test/srv/mcp")]
    [InlineData("x_user", null)]
    [InlineData("X_Forwarded_For", null)]
    [InlineData("X-Forwarded-User", null)]
    [InlineData("X-Forwarded-Prefix", null)]
    [InlineData("X-Forwarded-Client-Cert", null)]
    [InlineData("X-Body", null)]
    [InlineData("X-Groups", null)]
    [InlineData("Forwarded", null)]
    [InlineData("Remote-User", null)]
    [InlineData("X-HTTP-Method-Override", null)]
    [InlineData("Cookie", null)]
    [InlineData("Proxy-Authorization", null)]
    [InlineData("TE", null)]
    [InlineData("Keep-Alive", null)]
    [InlineData("X-Custom", "forged")]
    public async Task Request_ForgedHeader_IsDroppedOrSetAfresh(string name, string? expected)
    {
        IHeaderDictionary? seen = null;
        await using var rig = await ProxyRig.StartAsync(context => KeepHeaders(context, headers => seen = headers));

        await RawHttp.SendAsync(
            rig.Address, RawHttp.Post("/srv/mcp", Messages.Call("echo"), $"X-Authorization: Bearer alice\r\n{name}: forged\r\n"));

        Assert.NotNull(seen);
        Assert.Equal(expected ?? "", seen[name].ToString());
    }

    [Theory]
    [InlineData("X-Authorization: Bearer alice\r\nAuthorization: Bearer upstream\r\n", false, "Bearer upstream")]
    [InlineData("Authorization: Bearer alice\r\n", false, "")]
    [InlineData("Authorization: Bearer alice\r\n", true, "Bearer alice")]
    [InlineData("Cookie: mcp_gateway_session=alice\r\n", true, "")]
    public async Task Request_GatewayCredential_StaysHere(string headers, bool forwards, string expected)
    {
        IHeaderDictionary? seen = null;
        await using var rig = await ProxyRig.StartAsync(
            context => KeepHeaders(context, found => seen = found), route => route with { ForwardsGatewayCredential = forwards });

        await RawHttp.SendAsync(rig.Address, RawHttp.Post("/srv/mcp", Messages.Call("echo"), headers));

        Assert.NotNull(seen);
        Assert.Equal(expected, seen.Authorization.ToString());
        Assert.Equal("", seen["X-Authorization"].ToString());
        Assert.Equal("", seen.Cookie.ToString());
        Assert.Equal("identity", seen.AcceptEncoding.ToString());
    }

    [Fact]
    public async Task Request_ConfiguredHeader_ReplacesTheClients()
    {
        IHeaderDictionary? seen = null;
        await using var rig = await ProxyRig.StartAsync(
            context => KeepHeaders(context, found => seen = found), route => route with
            {
                Headers = [new("Authorization", "Bearer configured"), new("X-Api-Key", "k")],
            });

        await RawHttp.SendAsync(
            rig.Address,
            RawHttp.Post(
                "/srv/mcp", Messages.Call("echo"), "X-Authorization: Bearer alice\r\nAuthorization: Bearer mine\r\nx-api-key: mine\r\n"));

        Assert.NotNull(seen);
        Assert.Equal("Bearer configured", seen.Authorization.ToString());
        Assert.Equal("k", seen["X-Api-Key"].ToString());
    }

    [Fact]
    public async Task Request_HeadersNamedByConnection_AreDropped()
    {
        IHeaderDictionary? seen = null;
        await using var rig = await ProxyRig.StartAsync(context => KeepHeaders(context, found => seen = found));

        // Nominating an identity header must not remove the one that the gateway sets. (Beside close or keep-alive, Kestrel hides the
        // names.)
        var request = RawHttp.Post("/srv/mcp", Messages.Call("echo"), "X-Authorization: Bearer alice\r\nX-Hop: 1\r\n")
            .Replace("HTTP/1.1", "HTTP/1.0", StringComparison.Ordinal)
            .Replace("Connection: close", "Connection: X-Hop, X-User", StringComparison.Ordinal);
        await RawHttp.SendAsync(rig.Address, request);

        Assert.NotNull(seen);
        Assert.False(seen.ContainsKey("X-Hop"));
        Assert.Equal("alice", seen["X-User"].ToString());
    }

    [Theory]
    [InlineData("Set-Cookie: mcp_gateway_session=evil")]
    [InlineData("Server: evil")]
    [InlineData("Access-Control-Allow-Origin: *")]
    [InlineData("Strict-Transport-Security: max-age=0")]
    [InlineData("Clear-Site-Data: \"*\"")]
    [InlineData("Location: http://evil.test/")]
    [InlineData("Refresh: 0; url=http://evil.test/")]
    [InlineData("Alt-Svc: h2=\"evil.test:443\"")]
    [InlineData("X-Gateway-Error: forged")]
    [InlineData("Keep-Alive: timeout=5")]
    [InlineData("X-Hop: evil\r\nConnection: X-Hop")]
    [InlineData("X-Bad: caf\u00e9")]
    public async Task Response_HeaderOfUpstream_IsNotRelayed(string header)
    {
        await using var upstream = new RawUpstream(RawUpstream.Answers(
            $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nX-Kept: yes\r\n{header}\r\n\r\n{{}}"));
        await using var rig = new ProxyRig();
        rig.AddRoute("/srv", upstream.Address);
        await rig.StartAsync();

        using var response = await rig.PostAsync("/srv/mcp", Messages.Call("echo"));

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("yes", response.Headers.GetValues("X-Kept").Single());
        Assert.DoesNotContain(response.Headers, sent => sent.Value.Any(value => value.Contains("evil", StringComparison.Ordinal)));
        Assert.False(response.Headers.NonValidated.Contains(
            header[..header.IndexOf(':', StringComparison.Ordinal)]) && !header.StartsWith("Server", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Response_Page_CannotRunOnTheGatewaysOrigin()
    {
        await using var rig = await ProxyRig.StartAsync(context =>
        {
            context.Response.ContentType = "text/html";
            context.Response.Headers.ContentSecurityPolicy = "script-src *";
            return context.Response.WriteAsync("<script>alert(1)</script>", Token);
        });

        using var response = await rig.Client.GetAsync("/srv/mcp", Token);

        Assert.Contains("sandbox", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
    }

    private static Task KeepHeaders(HttpContext context, Action<IHeaderDictionary> keep)
    {
        keep(new HeaderDictionary(context.Request.Headers.ToDictionary(StringComparer.OrdinalIgnoreCase)));
        return context.Response.WriteAsync("{}", Token);
    }
}
