using System.Net;
using McpGateway.Proxy.Access;
using McpGateway.Proxy.Forwarding;

namespace McpGateway.Tests.Proxy.Forwarding;

/// <summary>Header by header: what a client sends and what its upstream sees.</summary>
public sealed class RequestHeadersTests
{
    private const string Token = "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz";
    private const string Call = """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"t"}}""";

    public static TheoryData<string, string, string?> Headers => new()
    {
        { "Accept", "application/json, text/event-stream", "application/json, text/event-stream" },
        { "MCP-Protocol-Version", "2025-06-18", "2025-06-18" },
        { "Mcp-Method", "tools/call", "tools/call" },
        { "Last-Event-ID", "7", "7" },
        { "tracestate", "vendor=1", "vendor=1" },
        { "User-Agent", "client (x; y)", "client (x; y)" },
        { "Content-Type", "application/json; charset=utf-8", "application/json; charset=utf-8" },
        { "X-Custom", "kept", "kept" },
        { "X_Custom", "kept", "kept" },
        { "Host", "evil.example", null },
        { "Cookie", "mcp_gateway_session=x", null },
        { "X-Authorization", "Bearer x", null },
        { "X_Authorization", "Bearer x", null },
        { "X-CSRF-Token", "x", null },
        { "X-User", "root", null },
        { "x-user", "root", null },
        { "X_User", "root", null },
        { "X-Scopes", "admin", null },
        { "X_SCOPES", "admin", null },
        { "X-Groups", "admins", null },
        { "X-Server-Name", "other", null },
        { "X-Tool-Name", "x", null },
        { "X-Body", "{}", null },
        { "Forwarded", "for=1.2.3.4", null },
        { "X-Forwarded-For", "1.2.3.4", null },
        { "X-Forwarded-Whatever", "x", null },
        { "X_Forwarded_For", "1.2.3.4", null },
        { "X-Original-URL", "/admin", null },
        { "X-Rewrite-URL", "/admin", null },
        { "X-Real-IP", "1.2.3.4", null },
        { "True-Client-IP", "1.2.3.4", null },
        { "Remote-User", "root", null },
        { "X-HTTP-Method-Override", "DELETE", null },
        { "Mcp-Session-Id", "sealed", null },
        { "Accept-Encoding", "gzip", null },
        { "Expect", "100-continue", null },
        { "If-None-Match", "\"x\"", null },
        { "If-Modified-Since", "Mon, 30 Nov 2026 00:00:00 GMT", null },
        { "If-Range", "\"x\"", null },
        { "Range", "bytes=0-3", null },
        { "TE", "trailers", null },
        { "Trailer", "X", null },
        { "Transfer-Encoding", "chunked", null },
        { "Upgrade", "websocket", null },
        { "Proxy-Authorization", "Basic x", null },
        { "Keep-Alive", "timeout=5", null },
        { "HTTP2-Settings", "x", null },
        { "Via", "1.1 x", null },
        { "Origin", "https://chat.example.com", "https://chat.example.com" },
        { "Referer", "https://chat.example.com/page", null },
        { "Sec-Fetch-Site", "cross-site", null },
        { "Sec-Fetch-Mode", "cors", null },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public void Copy_Header_PassesOrIsDropped(string name, string value, string? expected)
    {
        var context = Exchanges.Context();
        context.Request.Headers[name] = value;
        using var request = NewRequest();

        Assert.Null(RequestHeaders.Copy(Exchanges.Of(context, Call), request, CredentialText.MayHoldOne));

        Assert.Equal(expected, Find(request, name));
    }

    [Theory]
    [InlineData(CredentialSource.XAuthorization, false, false, true)]
    [InlineData(CredentialSource.XAuthorization, true, false, true)]
    [InlineData(CredentialSource.XAuthorization, false, true, false)]
    [InlineData(CredentialSource.Authorization, false, false, false)]
    [InlineData(CredentialSource.Authorization, true, false, true)]
    [InlineData(CredentialSource.Cookie, false, false, false)]
    [InlineData(CredentialSource.Cookie, true, false, false)]
    [InlineData(CredentialSource.None, true, false, false)]
    public void Copy_Authorization_PassesOnlyWhenItIsTheUpstreams(CredentialSource source, bool forwards, bool withholds, bool passes)
    {
        var context = Exchanges.Context();
        context.Request.Headers.Authorization = "Bearer " + Token;
        var exchange = Exchanges.Of(context, Call, Exchanges.Server() with { ForwardsGatewayCredential = forwards }, source);
        exchange.WithholdsAuthorization = withholds;
        using var request = NewRequest();

        RequestHeaders.Copy(exchange, request, CredentialText.MayHoldOne);

        Assert.Equal(passes ? "Bearer " + Token : null, Find(request, "Authorization"));
        Assert.Equal(passes, exchange.HasForwardedAuthorization);
    }

    [Theory]
    [InlineData("X-Api-Key", Token, true)]
    [InlineData("X-Api-Key", "short", false)]
    [InlineData("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", true)]
    [InlineData("X-Login", "Basic dTpw", true)]
    [InlineData("X-Note", "two abcdefghijklmnopqrstuvwxyz and abcdefghijklmnopqrstuvwxyz", false)]
    [InlineData("Authorization", "Bearer " + Token, false)]
    public void Copy_ValueThatMayBeACredential_IsLeftToBeJudged(string name, string value, bool isSuspect)
    {
        var context = Exchanges.Context();
        context.Request.Headers[name] = value;
        using var request = NewRequest();

        var suspects = RequestHeaders.Copy(Exchanges.Of(context, Call), request, CredentialText.MayHoldOne);

        Assert.Equal(isSuspect, suspects is [var one] && one.Key == name && one.Value == value);
        Assert.Equal(isSuspect ? null : value, Find(request, name));
    }

    [Theory]
    [InlineData("close", "X-One", true)]
    [InlineData("keep-alive", "X-One", true)]
    [InlineData("X-One", "X-One", false)]
    [InlineData("keep-alive, x-one ", "X-One", false)]
    [InlineData("close,,X-Two", "X-One", true)]
    public void Copy_HeaderNominatedByConnection_StaysHere(string connection, string name, bool passes)
    {
        var context = Exchanges.Context();
        context.Request.Headers.Connection = connection;
        context.Request.Headers[name] = "v";
        using var request = NewRequest();

        RequestHeaders.Copy(Exchanges.Of(context, Call), request, CredentialText.MayHoldOne);

        Assert.Equal(passes ? "v" : null, Find(request, name));
        Assert.Null(Find(request, "Connection"));
    }

    [Fact]
    public void SetOwn_Identity_IsTheCallers()
    {
        var context = Exchanges.Context();
        context.Connection.RemoteIpAddress = IPAddress.Parse("::ffff:192.0.2.7");
        using var request = NewRequest();

        RequestHeaders.SetOwn(
            Exchanges.Of(context, Call, remainder: "/mcp", query: "?a=1"), Exchanges.Alice, "upstream-session", tellsOrigin: true,
            request);

        Assert.Equal(
            [
                ("Accept-Encoding", "identity"), ("Mcp-Session-Id", "upstream-session"), ("X-Auth-Method", "oauth2"),
                    ("X-Client-Id-Auth", "client-a"),
                ("X-Forwarded-For", "192.0.2.7"), ("X-Forwarded-Host", "gw.example:8443"), ("X-Forwarded-Proto", "https"),
                ("X-Gateway-Hops", "1"), ("X-Original-URL", "https://gw.example:8443/srv/mcp?a=1"), ("X-Real-IP", "192.0.2.7"),
                    ("X-Scopes", "one two"),
                    ("X-Server-Name", "srv"),
                ("X-Tool-Name", "tools/call"), ("X-User", "alice"), ("X-Username", "alice"),
            ],
            request.Headers.NonValidated.Select(header => (header.Key, header.Value.ToString()))
                .OrderBy(header => header.Key, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("""[{"jsonrpc":"2.0","id":1,"method":"ping"},{"jsonrpc":"2.0","id":2,"method":"ping"}]""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":{}}""")]
    [InlineData(null)]
    public void SetOwn_NoSingleMethod_NamesNone(string? message)
    {
        using var request = NewRequest();

        RequestHeaders.SetOwn(Exchanges.Of(Exchanges.Context(), message), Exchanges.Alice, null, tellsOrigin: false, request);

        Assert.Null(Find(request, "X-Tool-Name"));
        Assert.Null(Find(request, "Mcp-Session-Id"));
        Assert.Null(Find(request, "X-Forwarded-For"));
    }

    [Fact]
    public void SetOwn_ConfiguredHeaders_ReplaceWhatCameFromAnywhere()
    {
        var context = Exchanges.Context();
        context.Request.Headers["X-Key"] = "client";
        context.Request.Headers.Authorization = "Bearer client";
        var route = Exchanges.Server() with
        {
            Headers = [new("x-key", "operator"), new("Authorization", "Bearer operator"), new("X-User", "fixed"), new("X-Scopes", "")],
        };
        var exchange = Exchanges.Of(context, Call, route);
        using var request = NewRequest();

        RequestHeaders.Copy(exchange, request, CredentialText.MayHoldOne);
        RequestHeaders.SetOwn(exchange, Exchanges.Alice, null, tellsOrigin: false, request);

        Assert.Equal(("operator", "Bearer operator", "fixed", ""),
            (Find(request, "X-Key"), Find(request, "Authorization"), Find(request, "X-User"), Find(request, "X-Scopes")));
    }

    private static HttpRequestMessage NewRequest() =>
        new(HttpMethod.Post, "http://up.example/mcp") { Content = new ByteArrayContent([]) };

    private static string? Find(HttpRequestMessage request, string name) =>
        request.Headers.NonValidated.TryGetValues(name, out var values)
            || request.Content!.Headers.NonValidated.TryGetValues(name, out values)
            ? values.ToString()
            : null;
}
