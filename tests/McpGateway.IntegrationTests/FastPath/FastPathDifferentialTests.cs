using FsCheck;
using FsCheck.Fluent;
using McpGateway.IntegrationTests.Proxy;

namespace McpGateway.IntegrationTests.FastPath;

/// <summary>
/// Two gateways that differ in nothing but the fast path get the same bytes: both give the client the same answers and the upstream the
/// same requests. Whatever the fast path takes, the server's HTTP layer would have taken alike.
/// </summary>
public sealed class FastPathDifferentialTests : IAsyncLifetime
{
    private const string Closing = "POST /srv/mcp HTTP/1.1\r\nHost: gateway.test\r\nContent-Type: application/json\r\nConnection: close\r\n"
        + "X-Authorization: Bearer alice\r\nContent-Length: 40\r\n\r\n{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";

    private static readonly string[] Starts =
    [
        "POST /srv HTTP/1.1", "POST /srv/mcp/ HTTP/1.1", "POST /srv/mcp?x=1 HTTP/1.1", "POST /srv/%6dcp HTTP/1.1",
        "POST /srv//mcp HTTP/1.1",
        "POST /srv/../srv/mcp HTTP/1.1", "POST /srv/./mcp HTTP/1.1", "POST http://gateway.test/srv/mcp HTTP/1.1", "POST /none/mcp HTTP/1.1",
        "POST /srv/other HTTP/1.1", "POST /srv/messages/x HTTP/1.1", "POST /srv/sse HTTP/1.1", "POST /SRV/mcp HTTP/1.1",
        "GET /srv/mcp HTTP/1.1",
        "DELETE /srv/mcp HTTP/1.1", "PUT /srv/mcp HTTP/1.1", "post /srv/mcp HTTP/1.1", "POST /srv/mcp HTTP/1.0", "POST  /srv/mcp HTTP/1.1",
        "POST /srv/mcp HTTP/1.1 ", "POST /srv/mcp  HTTP/1.1", "POST /srv/mcp HTTP/2.0", "POST /srv/mcp", "", "POST /api/hello HTTP/1.1",
        "POST /off/mcp HTTP/1.1", "POST * HTTP/1.1", "POST /srv/m\u00e9 HTTP/1.1",
    ];

    private static readonly string[] Headers =
    [
        "Accept: application/json", "accept:text/event-stream", "ACCEPT: */*", "X-One: two", "X-One: three", "x-one:four", "X_User: admin",
        "X-User: admin", "X-Scopes: all", "Expect: 100-continue", "Connection: keep-alive", "connection:Keep-Alive", "Connection: close",
        "Connection: keep-alive, X-One", "Keep-Alive: timeout=5", "Transfer-Encoding: chunked", "Transfer-Encoding: identity",
        "Content-Encoding: identity", "Content-Encoding: gzip", "Content-Type: text/plain", "Origin: https://a.test", "Cookie: a=b",
        "X-Empty:", "X-Space : v", "X-Tab:\tv", "X-Trail: v ", "X-Lead:  v", " folded", "X-Latin: caf\u00e9", "X-Control: a\u0001b",
        "X-Null: a\0b",
        "Host: other.test", "Content-Length: 3", "content-length:40", "Mcp-Method: ping", "Mcp-Method: tools/call", "Mcp-Name: a",
        "MCP-Protocol-Version: 2025-06-18", "MCP-Protocol-Version: 2026-07-28", "Mcp-Session-Id: none", "X-Gateway-Hops: 2",
        "User-Agent: x", "TE: trailers", "Trailer: X-T", "Upgrade: websocket", "Proxy-Connection: keep-alive",
        "X-Authorization: Bearer carol",
        "Authorization: Bearer bob", "Authorization: Basic YTpi", "X-Forwarded-For: 192.0.2.1", "X-Forwarded-Host: a", "Forwarded: for=b",
        "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "X-Secret: alice", "no colon", ": no name", "X/Y: z",
        "X-Long: " + "0123456789012345678901234567890123456789012345678901234567890123456789",
    ];

    private static readonly string[] Hosts =
    [
        "Host: gateway.test:7860", "host:127.0.0.1", "Host: [::1]:80", "Host: gateway.test:99999", "Host: gateway.test:", "Host: a b",
        "Host:", "",
        "Host: a/b", "Host: a@b", "Host: a_b", "Host: gateway.test:8x",
    ];

    private static readonly string[] Bodies =
    [
        """{"jsonrpc":"2.0","id":1,"method":"ping"}""", """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a"}}""",
        """{"jsonrpc":"2.0","method":"notifications/initialized"}""", """{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}""",
        """[{"jsonrpc":"2.0","id":1,"method":"ping"},{"jsonrpc":"2.0","method":"x"}]""", "not json", "", "0\r\n\r\n", "\u00ff",
        """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"forbidden"}}""",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{\"a\":\"" + new string('x', 9000) + "\"}}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{\"a\":\"" + new string('x', 20_000) + "\"}}",
    ];

    private readonly RecordingUpstream _upstream = new();
    private readonly RecordingUpstream _otherUpstream = new();
    private readonly ProxyRig _fast = new() { Configure = options => options.FastPath = true };
    private readonly ProxyRig _server = new() { Configure = options => options.FastPath = false };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        foreach (var (rig, upstream) in new[] { (_fast, _upstream), (_server, _otherUpstream) })
        {
            rig.Access.Add("carol", new Rights { Tools = ["a"] });
            rig.AddRoute("/srv", upstream.Address);
            rig.AddRoute("/off", upstream.Address, route => route with { State = McpGateway.Proxy.Routing.RouteState.Disabled });
            await rig.StartAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _fast.DisposeAsync();
        await _server.DisposeAsync();
        await _upstream.DisposeAsync();
        await _otherUpstream.DisposeAsync();
    }

    [Fact]
    public void Requests_AnyMixtureInAnyPieces_AreServedAlike()
    {
        Prop.ForAll(Conversations().ToArbitrary(), talk =>
        {
            var (fast, server) = Task.Run(() => BothAsync(talk.Text, talk.Piece), Token).GetAwaiter().GetResult();
            return (fast == server).Label($"fast path: {fast}\nserver: {server}");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

        Assert.True(_fast.Access.FastCalls >= 100, $"Only {_fast.Access.FastCalls} calls came by the fast path.");
        Assert.True(_fast.Access.ServerCalls >= 100, $"Only {_fast.Access.ServerCalls} requests were left to the server.");
        Assert.Equal(0, _server.Access.FastCalls);
    }

    /// <summary>Each of the parts alone, so that none is missed by chance.</summary>
    [Fact]
    public async Task Requests_EachDeviationAlone_IsServedAlike()
    {
        var plain = new Request("POST /srv/mcp HTTP/1.1", "Host: gateway.test", [], Bodies[0], 0, "\r\n");
        Request[] requests =
        [
            .. Starts.Select(start => plain with { Start = start }), .. Hosts.Select(host => plain with { Host = host }),
            .. Headers.Select(header => plain with { Headers = [header] }), .. Bodies.Select(body => plain with { Body = body }),
            .. Enumerable.Range(0, Lengths).Select(length => plain with { Length = length }), plain with { NewLine = "\n" },
        ];
        foreach (var request in requests)
        {
            var text = request.ToString() + Closing;

            var (fast, server) = await BothAsync(text, int.MaxValue);

            Assert.True(fast == server, $"{text}\nfast path: {fast}\nserver: {server}");
        }
    }

    /// <summary>Wherever the network cuts a call, and the next one after it.</summary>
    [Fact]
    public async Task Call_CutAnywhere_IsServedAlike()
    {
        var call = Wire.Call(Bodies[0]);
        var expected = await BothAsync(call + call + Closing, int.MaxValue);
        Assert.Equal(expected.Server, expected.Fast);
        for (var cut = 1; cut < call.Length; cut++)
        {
            var (fast, _) = await VerdictAsync(_fast, _upstream, call + call + Closing, cut, Eventually.Patience);

            Assert.Equal(expected.Server, fast);
        }
    }

    public static TheoryData<string, string> Answers => new()
    {
        { "chunks", "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n24\r\n"
            + RecordingUpstream.Result + "\r\n0\r\n\r\n" },
        { "events", "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n2c\r\ndata: "
            + RecordingUpstream.Result + "\n\n\r\n0\r\n\r\n" },
        { "no content", "HTTP/1.1 204 No Content\r\n\r\n" },
        { "reset content", "HTTP/1.1 205 Reset Content\r\nContent-Length: 0\r\n\r\n" },
        { "accepted", "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n" },
        { "empty chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" },
        { "redirect", "HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n" },
        { "unknown status", "HTTP/1.1 418 Teapot\r\nContent-Length: 2\r\n\r\n{}" },
        { "own reason", "HTTP/1.1 200 Fine\r\nContent-Length: 2\r\n\r\n{}" },
        { "many headers", "HTTP/1.1 200 OK\r\nX-A: 1\r\nX-A: 2\r\nSet-Cookie: a\r\nServer: x\r\nDate: now\r\nConnection: keep-alive\r\n"
            + "Content-Length: 2\r\n\r\n{}" },
        { "another id", "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 36\r\n\r\n"
            + RecordingUpstream.Result.Replace(":1", ":7", StringComparison.Ordinal) },
        { "large", "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 200000\r\n\r\n" + new string(' ', 200_000) },
        { "no HTTP", "SSH-2.0-OpenSSH\r\n\r\n" },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Answer_OfAnyKind_IsGivenAlike(string what, string answer)
    {
        var results = new List<string>();
        foreach (var isFast in new[] { true, false })
        {
            await using var upstream = new RecordingUpstream(answer);
            await using var rig = new ProxyRig { Configure = options => options.FastPath = isFast };
            rig.AddRoute("/srv", upstream.Address);
            await rig.StartAsync();
            var (verdict, _) = await VerdictAsync(rig, upstream, Wire.Call(Bodies[0]) + Closing, int.MaxValue, ProxyRig.Patience);
            Assert.Equal(isFast ? 1 : 0, rig.Access.FastCalls);
            results.Add(verdict);
        }

        Assert.True(results[0] == results[1], $"{what}\nfast path: {results[0]}\nserver: {results[1]}");
    }

    private const int Lengths = 7;

    private static Gen<(string Text, int Piece)> Conversations() =>
        from requests in Requests().ArrayOf(3)
        from count in Gen.Choose(1, 3)
        from edits in Gen.Frequency((3, Gen.Constant(0)), (1, Gen.Constant(1)), (1, Gen.Constant(2)))
        from places in Gen.Choose(0, 1_000_000).ArrayOf(2)
        from kinds in Gen.Choose(0, 11).ArrayOf(2)
        from piece in Gen.Elements(int.MaxValue, int.MaxValue, int.MaxValue, 1500, 100, 17)
        let text = string.Concat(requests.Take(count))
        let edited = Enumerable.Range(0, edits).Aggregate(text, (now, edit) => Edit(now, places[edit], kinds[edit]))
        select (edited + Closing, edited.Length > 3000 ? Math.Max(piece, 500) : piece);

    private static Gen<Request> Requests() =>
        from start in Gen.Frequency((4, Gen.Constant("POST /srv/mcp HTTP/1.1")), (1, Gen.Elements(Starts)))
        from host in Gen.Frequency((8, Gen.Constant("Host: gateway.test")), (1, Gen.Elements(Hosts)))
        from isOdd in Gen.Frequency((2, Gen.Constant(false)), (1, Gen.Constant(true)))
        from odd in Gen.Elements(Headers).ListOf()
        from tame in Gen.Elements(Headers.Take(4).Append("Connection: keep-alive").ToArray()).ListOf()
        from body in Gen.Elements(Bodies)
        from length in Gen.Frequency((10, Gen.Constant(0)), (1, Gen.Choose(1, Lengths - 1)))
        from line in Gen.Frequency((15, Gen.Constant("\r\n")), (1, Gen.Constant("\n")))
        select new Request(
            start, host, isOdd ? [.. odd.Take(4)] : [.. tame.Take(3).DistinctBy(header => header[..4].ToUpperInvariant())], body, length,
            line);

    private static string Edit(string text, int place, int kind)
    {
        const string Bytes = "\r\n :\t\0\u0080A,/";
        var at = text.Length == 0 ? 0 : place % text.Length;
        return text.Length == 0 ? text
            : kind < Bytes.Length ? text[..at] + Bytes[kind] + text[(at + 1)..]
            : kind == Bytes.Length ? text.Remove(at, 1)
            : text.Insert(at, text[at].ToString());
    }

    /// <summary>A silence that a busy machine makes is no answer: what differs is asked again, with patience.</summary>
    private async Task<(string Fast, string Server)> BothAsync(string text, int piece)
    {
        var result = ("", "");
        foreach (var silence in new[] { 0.4, 6 })
        {
            var fast = VerdictAsync(_fast, _upstream, text, piece, TimeSpan.FromSeconds(silence));
            var server = VerdictAsync(_server, _otherUpstream, text, piece, TimeSpan.FromSeconds(silence));
            result = ((await fast).Verdict, (await server).Verdict);
            if (result.Item1 == result.Item2)
            {
                break;
            }
        }

        return result;
    }

    private static async Task<(string Verdict, string Raw)> VerdictAsync(
        ProxyRig rig, RecordingUpstream upstream, string text, int piece, TimeSpan silence)
    {
        upstream.Take();
        await using var wire = await Wire.ConnectAsync(rig.Address);
        try
        {
            await wire.SendAsync(text, piece);
        }
        catch (System.Net.Sockets.SocketException)
        {
            // The gateway has seen enough.
        }

        var answer = await wire.RestAsync(silence);
        return ($"{Wire.Normal(answer)}\n>>>>\n{upstream.Take()}", answer);
    }

    private sealed record Request(string Start, string Host, string[] Headers, string Body, int Length, string NewLine)
    {
        public override string ToString()
        {
            var size = Body.Length;
            var length = Length switch
            {
                0 => $"Content-Length: {size}",
                1 => $"content-length:{size}",
                2 => $"Content-Length: 0{size}",
                3 => $"Content-Length: +{size}",
                4 => $"Content-Length: {Math.Max(0, size - 1)}",
                5 => $"Content-Length: {size + 1}",
                _ => "",
            };
            string[] lines = [Start, Host, "Content-Type: application/json", "X-Authorization: Bearer alice", .. Headers, length];
            return string.Concat(lines.Where((line, index) => index == 0 || line.Length > 0).Select(line => line + NewLine))
                + NewLine + Body;
        }
    }
}
