using System.Net;
using McpGateway.Proxy.Forwarding;
using McpGateway.Proxy.Sessions;

namespace McpGateway.Tests.Proxy.Forwarding;

/// <summary>Header by header: what an upstream answers and what the client sees.</summary>
public sealed class ResponseHeadersTests : IDisposable
{
    private readonly SessionSealer _sealer = new(new Keys());

    public static TheoryData<string, string, string?> Headers => new()
    {
        { "Cache-Control", "no-cache", "no-cache" },
        { "Cache-Control", "Public, max-age=60, s-maxage = 90", "private, max-age=60" },
        { "Cache-Control", "max-age=60, must-revalidate", "private, max-age=60, must-revalidate" },
        { "Cache-Control", "private=\"X-Name\"", "private, private=\"X-Name\"" },
        { "Cache-Control", "max-age=60, PRIVATE", "max-age=60, PRIVATE" },
        { "Cache-Control", "public, no-store", "public, no-store" },
        { "MCP-Protocol-Version", "2025-06-18", "2025-06-18" },
        { "WWW-Authenticate", "Bearer realm=\"x\"", "Bearer realm=\"x\"" },
        { "Retry-After", "5", "5" },
        { "X-RateLimit-Remaining", "3", "3" },
        { "ETag", "\"x\"", "\"x\"" },
        { "Accept-Ranges", "bytes", null },
        { "Content-Range", "bytes 0-1/2", null },
        { "Set-Cookie", "mcp_gateway_session=stolen", null },
        { "Location", "https://evil.example", null },
        { "Refresh", "0;url=https://evil.example", null },
        { "Content-Security-Policy", "default-src *", "default-src 'none'; sandbox; frame-ancestors 'none'" },
        { "X-Content-Type-Options", "none", "nosniff" },
        { "Strict-Transport-Security", "max-age=1", null },
        { "Clear-Site-Data", "\"*\"", null },
        { "Service-Worker-Allowed", "/", null },
        { "Access-Control-Allow-Origin", "*", null },
        { "access-control-allow-credentials", "true", null },
        { "X-Accel-Redirect", "/etc/passwd", null },
        { "X-Sendfile", "/etc/passwd", null },
        { "X-Gateway-Error", "forged", null },
        { "Alt-Svc", "h3=\":1\"", null },
        { "Server", "x", null },
        { "Via", "1.1 x", null },
        { "Transfer-Encoding", "chunked", null },
        { "Proxy-Authenticate", "Basic", null },
        { "Keep-Alive", "timeout=5", null },
        { "X-Odd", "caf\u00e9", null },
        { "X-Tab", "a\tb", null },
    };

    public void Dispose() => _sealer.Dispose();

    [Theory]
    [InlineData("GET", "private")]
    [InlineData("HEAD", "private")]
    [InlineData("POST", null)]
    public void Copy_NothingSaidOfCaches_IsForTheCallerWhereTheyWouldKeepIt(string method, string? expected)
    {
        var context = Exchanges.Context();
        context.Request.Method = method;
        using var upstream = new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("x") };

        ResponseHeaders.Copy(Exchanges.Of(context), upstream, isRewritten: false);

        Assert.Equal(expected, context.Response.Headers.CacheControl.FirstOrDefault());
    }

    [Theory]
    [MemberData(nameof(Headers))]
    public void Copy_Header_PassesOrIsDropped(string name, string value, string? expected)
    {
        var context = Exchanges.Context();
        using var upstream = new HttpResponseMessage(HttpStatusCode.Accepted) { Content = new StringContent("x") };
        upstream.Headers.TryAddWithoutValidation(name, value);

        ResponseHeaders.Copy(Exchanges.Of(context), upstream, isRewritten: false);

        Assert.Equal(202, context.Response.StatusCode);
        Assert.Equal(expected, context.Response.Headers[name].FirstOrDefault());
    }

    [Theory]
    [InlineData("ETag", "\"x\"")]
    [InlineData("Last-Modified", "Mon, 30 Nov 2026 00:00:00 GMT")]
    [InlineData("Content-MD5", "x")]
    [InlineData("Digest", "x")]
    [InlineData("Content-Digest", "x")]
    [InlineData("repr-digest", "x")]
    public void Copy_HeaderAboutTheBytesOfARewrittenAnswer_IsDropped(string name, string value)
    {
        var context = Exchanges.Context();
        using var upstream = new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("x") };
        if (!upstream.Headers.TryAddWithoutValidation(name, value))
        {
            upstream.Content.Headers.TryAddWithoutValidation(name, value);
        }

        ResponseHeaders.Copy(Exchanges.Of(context), upstream, isRewritten: true);

        Assert.False(context.Response.Headers.ContainsKey(name));
    }

    [Theory]
    [InlineData("application/json", false)]
    [InlineData("application/json; charset=utf-8", false)]
    [InlineData("TEXT/EVENT-STREAM", false)]
    [InlineData("text/html", true)]
    [InlineData("image/svg+xml", true)]
    [InlineData("text/plain", true)]
    public void Copy_Page_CannotRunHere(string type, bool isConfined)
    {
        var context = Exchanges.Context();
        using var upstream = new HttpResponseMessage { Content = new ByteArrayContent([]) };
        upstream.Content.Headers.TryAddWithoutValidation("Content-Type", type);

        ResponseHeaders.Copy(Exchanges.Of(context), upstream, isRewritten: false);

        Assert.Equal(isConfined, context.Response.Headers.ContentSecurityPolicy.ToString().Contains("sandbox", StringComparison.Ordinal));
        Assert.Equal("nosniff", context.Response.Headers.XContentTypeOptions);
        Assert.Equal(type, context.Response.ContentType);
    }

    [Fact]
    public void Copy_HeaderNominatedByConnection_StaysThere()
    {
        var context = Exchanges.Context();
        using var upstream = new HttpResponseMessage { Content = new ByteArrayContent([]) };
        upstream.Headers.TryAddWithoutValidation("Connection", "close, X-Hop");
        upstream.Headers.TryAddWithoutValidation("X-Hop", "v");
        upstream.Headers.TryAddWithoutValidation("X-End", ["a", "b"]);

        ResponseHeaders.Copy(Exchanges.Of(context), upstream, isRewritten: false);

        Assert.False(context.Response.Headers.ContainsKey("X-Hop"));
        Assert.Equal(["a", "b"], context.Response.Headers["X-End"].AsEnumerable());
    }

    [Fact]
    public void TrySealSession_NewId_IsSealedForTheCallerAndRoute()
    {
        var context = Exchanges.Context();
        using var upstream = new HttpResponseMessage();
        upstream.Headers.TryAddWithoutValidation("Mcp-Session-Id", "up-1");

        Assert.True(ResponseHeaders.TrySealSession(Exchanges.Of(context), upstream, _sealer));

        var sealedId = context.Response.Headers["Mcp-Session-Id"].ToString();
        Assert.DoesNotContain("up-1", sealedId, StringComparison.Ordinal);
        Assert.True(_sealer.TryOpen(SealPurpose.SessionId, sealedId, Exchanges.Alice, Exchanges.Server(), out var opened));
        Assert.Equal("up-1", opened);
    }

    [Theory]
    [InlineData("up-1", true)]
    [InlineData("up-2", false)]
    public void TrySealSession_KnownId_StaysAsTheClientHasIt(string answered, bool isSame)
    {
        var context = Exchanges.Context();
        context.Request.Headers["Mcp-Session-Id"] = "as-the-client-has-it";
        var exchange = Exchanges.Of(context);
        exchange.SessionId = "up-1";
        using var upstream = new HttpResponseMessage();
        upstream.Headers.TryAddWithoutValidation("Mcp-Session-Id", answered);

        Assert.True(ResponseHeaders.TrySealSession(exchange, upstream, _sealer));
        Assert.Equal(isSame, context.Response.Headers["Mcp-Session-Id"] == "as-the-client-has-it");
    }

    [Theory]
    [InlineData("a", "b")]
    [InlineData("")]
    public void TrySealSession_UnusableId_IsRefused(params string[] ids)
    {
        using var upstream = new HttpResponseMessage();
        upstream.Headers.TryAddWithoutValidation("Mcp-Session-Id", ids);

        Assert.False(ResponseHeaders.TrySealSession(Exchanges.Of(Exchanges.Context()), upstream, _sealer));
    }

    private sealed class Keys : ISessionKeyProvider
    {
        public ReadOnlyMemory<byte> Key { get; } = new byte[32];
    }
}
