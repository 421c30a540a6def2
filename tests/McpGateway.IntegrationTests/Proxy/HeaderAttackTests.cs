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
    [InlineData("X-Gateway-Hops", "3")]
    [InlineData("X-Forwarded-For", null)]
    [InlineData("X-Forwarded-Proto", null)]
    [InlineData("X-Real-IP", null)]
    [InlineData("X-Forwarded-Host", null)]
    [InlineData("X-Original-URL", null)]
    [InlineData("X-Forwarded-Email", null)]
    [InlineData("X-Forwarded-Groups", null)]
    [InlineData("Proxy", null)]
    [InlineData("X-Auth-Request-User", null)]
    [InlineData("X-Auth-Request-Access-Token", null)]
    [InlineData("X-Amzn-Oidc-Data", null)]
    [InlineData("X-WEBAUTH-USER", null)]
    [InlineData("X-Remote-User", null)]
    [InlineData("X-Remote-Groups", null)]
    [InlineData("X-MS-CLIENT-PRINCIPAL-NAME", null)]
    [InlineData("X-Goog-Authenticated-User-Email", null)]
    [InlineData("Cf-Access-Authenticated-User-Email", null)]
    [InlineData("X_Auth_Request_User", null)]
    [InlineData("x_amzn_oidc_data", null)]
    [InlineData("X_Scopes", null)]
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

        var value = name == "X-Gateway-Hops" ? "2" : "forged";
        await RawHttp.SendAsync(
            rig.Address, RawHttp.Post("/srv/mcp", Messages.Call("echo"), $"X-Authorization: Bearer alice\r\n{name}: {value}\r\n"));

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

    [Theory]
    [InlineData("X-Tenant", "X_Tenant")]
    [InlineData("X-Tenant", "x_tenant")]
    [InlineData("X_Tenant", "X-Tenant")]
    [InlineData("X-Tenant-Id", "X-Tenant_Id")]
    public async Task Request_TwinOfAConfiguredHeader_IsDropped(string configured, string sent)
    {
        IHeaderDictionary? seen = null;
        await using var rig = await ProxyRig.StartAsync(
            context => KeepHeaders(context, found => seen = found), route => route with { Headers = [new(configured, "ours")] });

        await RawHttp.SendAsync(
            rig.Address, RawHttp.Post("/srv/mcp", Messages.Call("echo"), $"X-Authorization: Bearer alice\r\n{sent}: forged\r\n"));

        Assert.NotNull(seen);
        Assert.Equal("ours", seen[configured].ToString());
        Assert.DoesNotContain(seen, header => header.Value.ToString() == "forged");
    }

    [Theory]
    [InlineData("*")]
    [InlineData("/srv")]
    public async Task Request_ToAServerThatIsToldTheOrigin_SaysIt(string path)
    {
        IHeaderDictionary? seen = null;
        await using var rig = new ProxyRig { Configure = options => options.OriginHeadersTo.Add(path) };
        await rig.AddServerAsync("/srv", context => KeepHeaders(context, found => seen = found));
        await rig.StartAsync();

        await RawHttp.SendAsync(
            rig.Address,
            RawHttp.Post("/srv/mcp", Messages.Call("echo"), "X-Authorization: Bearer alice\r\nX-Forwarded-For: 203.0.113.9\r\n"));

        Assert.NotNull(seen);
        Assert.Equal("127.0.0.1", seen["X-Forwarded-For"].ToString());
        Assert.Equal("127.0.0.1", seen["X-Real-IP"].ToString());
        Assert.Equal("http", seen["X-Forwarded-Proto"].ToString());
        Assert.Equal("gateway.test", seen["X-Forwarded-Host"].ToString());
        Assert.Equal("http://gateway.test/srv/mcp", seen["X-Original-URL"].ToString());
    }

    [Fact]
    public async Task Request_OfAUserWithVeryManyScopes_SaysAsManyAsServersTake()
    {
        IHeaderDictionary? seen = null;
        await using var rig = await ProxyRig.StartAsync(context => KeepHeaders(context, found => seen = found));
        rig.Access.Add("member", new Rights(), string.Join(' ', Enumerable.Range(0, 500).Select(number => $"lob-{number}-readers-prod")));
        using var client = rig.NewClient("member");

        using var response = await ProxyRig.PostAsync(client, "/srv/mcp", Messages.Call("echo"));

        Assert.NotNull(seen);
        Assert.InRange(seen["X-Scopes"].ToString().Length, 3500, 4096);
        Assert.EndsWith("-readers-prod", seen["X-Scopes"].ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Bearer resource_metadata=\"http://evil.test/m\", scope=\"a b\"", "Bearer scope=\"a b\"")]
    [InlineData("Bearer error=\"insufficient_scope\", resource_metadata=\"http://evil.test/m\"", "Bearer error=\"insufficient_scope\"")]
    [InlineData("Bearer RESOURCE_METADATA = http://evil.test/m", "Bearer")]
    [InlineData("Bearer realm=\"theirs\", authorization_uri=\"http://evil.test/a\"", "Bearer realm=\"theirs\"")]
    public async Task Response_Challenge_NamesNoAddressOfTheUpstreams(string sent, string relayed)
    {
        await using var upstream = new RawUpstream(
            RawUpstream.Answers($"HTTP/1.1 403 F\r\nContent-Length: 0\r\nWWW-Authenticate: {sent}\r\n\r\n"));
        await using var rig = new ProxyRig();
        rig.AddRoute("/srv", upstream.Address);
        await rig.StartAsync();

        using var response = await rig.PostAsync("/srv/mcp", Messages.Call("echo"));

        Assert.Equal(403, (int)response.StatusCode);
        Assert.Equal(relayed, response.Headers.NonValidated["WWW-Authenticate"].ToString());
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
