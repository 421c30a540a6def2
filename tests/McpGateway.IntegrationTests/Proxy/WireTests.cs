using System.Net.Sockets;
using System.Text;
using McpGateway.Proxy.Recording;
using Microsoft.AspNetCore.Http;

namespace McpGateway.IntegrationTests.Proxy;

/// <summary>The data plane as bytes on sockets, where libraries on either side would hide what happens.</summary>
public sealed class WireTests
{
    private const string Ping = """{"jsonrpc":"2.0","id":1,"method":"ping"}""";
    private const string Pong = """{"jsonrpc":"2.0","id":1,"result":{}}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, string> Answers => new()
    {
        { "length", $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Pong.Length}\r\n\r\n{Pong}", Pong },
        { "chunks",
            $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: "
                + $"chunked\r\n\r\n5\r\n{Pong[..5]}\r\n{Pong.Length - 5:x};ext=1\r\n{Pong[5..]}\r\n0\r\n\r\n", Pong },
        { "trailers",
            $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTrailer: X-End\r\nTransfer-Encoding: "
                + $"chunked\r\n\r\n{Pong.Length:x}\r\n{Pong}\r\n0\r\nX-End: secret\r\n\r\n", Pong },
        { "end of connection", $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n{Pong}", Pong },
        { "HTTP/1.0", $"HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n{Pong}", Pong },
        { "interim answers",
            $"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: "
                + $"application/json\r\nContent-Length: {Pong.Length}\r\n\r\n{Pong}", Pong },
        { "no reason phrase", $"HTTP/1.1 200\r\nContent-Type: application/json\r\nContent-Length: {Pong.Length}\r\n\r\n{Pong}", Pong },
        { "an event stream", "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\ndata: {}\r\rdata: 2\r\n\r\n",
            "data: {}\r\rdata: 2\r\n\r\n" },
        { "nothing", "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n", "" },
    };

    public static TheoryData<string, string> BrokenAnswers => new()
    {
        { "no HTTP", "SSH-2.0-OpenSSH_9.2\r\n" },
        { "an unknown version", "HTTP/9.9 200 OK\r\nContent-Length: 0\r\n\r\n" },
        { "no status", "HTTP/1.1 abc OK\r\nContent-Length: 0\r\n\r\n" },
        { "headers without end", "HTTP/1.1 200 OK\r\nX-A: b\r\n" },
        { "nothing at all", "" },
        { "switching protocols", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n" },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Answer_AnyFraming_ArrivesWhole(string what, string answer, string expected)
    {
        Assert.NotEmpty(what);
        await using var upstream = new RawUpstream(RawUpstream.Answers(answer));
        await using var rig = await StartAsync(upstream.Address);

        using var response = await rig.PostAsync("/srv/mcp", Ping);

        Assert.Equal(expected, await response.Content.ReadAsStringAsync(Cancel));
        Assert.False(response.Headers.Contains("X-Gateway-Error"));
        Assert.Empty(response.TrailingHeaders);
        Assert.Equal(CallOutcome.Forwarded, (await rig.RecordAsync()).Outcome);
    }

    [Theory]
    [MemberData(nameof(BrokenAnswers))]
    public async Task Answer_Broken_BadGatewayWithTheId(string what, string answer)
    {
        Assert.NotEmpty(what);
        await using var upstream = new RawUpstream(RawUpstream.Answers(answer));
        await using var rig = await StartAsync(upstream.Address);

        using var response = await rig.PostAsync("/srv/mcp", Ping);

        Assert.Equal(502, (int)response.StatusCode);
        Assert.Contains("\"id\":1", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Equal(CallOutcome.UpstreamFailed, (await rig.RecordAsync()).Outcome);
    }

    [Fact]
    public async Task Requests_Pipelined_AreAnsweredInOrderEachWithItsOwn()
    {
        await using var rig = await ProxyRig.StartAsync(EchoIdAsync);
        var first = RawHttp.Post("/srv/mcp", Ping).Replace("Connection: close\r\n", "", StringComparison.Ordinal);
        var second = RawHttp.Post("/srv/mcp", Ping.Replace("\"id\":1", "\"id\":2", StringComparison.Ordinal));

        var answers = await RawHttp.SendAsync(rig.Address, first + second);

        Assert.Equal(["{\"id\":1}", "{\"id\":2}"], Bodies(answers));
    }

    /// <summary>Two framings in one request: whatever it is taken for, it is one request here and upstream.</summary>
    [Theory]
    [InlineData("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 500\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n")]
    [InlineData("Transfer-Encoding: xchunked\r\nContent-Length: 5\r\n")]
    public async Task Request_TwoFramings_SmugglesNothing(string framing)
    {
        var paths = new List<string>();
        await using var rig = await ProxyRig.StartAsync(async context =>
        {
            lock (paths)
            {
                paths.Add(context.Request.Path);
            }

            await EchoIdAsync(context);
        });
        var smuggled = "GET /srv/smuggled HTTP/1.1\r\nHost: x\r\nX-Authorization: Bearer alice\r\n\r\n";

        var answer = await RawHttp.SendAsync(
            rig.Address,
            $"POST /srv/mcp HTTP/1.1\r\nHost: gateway.test\r\nConnection: close\r\nContent-Type: application/json\r\nX-Authorization: "
                + $"Bearer alice\r\n{framing}\r\n"
            + $"{Ping.Length:x}\r\n{Ping}\r\n0\r\n\r\n{smuggled}");

        Assert.Equal(1, answer.Split("HTTP/1.1 ").Length - 1);
        Assert.DoesNotContain(paths, path => path.Contains("smuggled", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Request_ExpectingContinue_IsToldToGoOnAndUpstreamIsNotAsked()
    {
        var expectations = "";
        await using var rig = await ProxyRig.StartAsync(async context =>
        {
            expectations = context.Request.Headers["Expect"].ToString();
            await EchoIdAsync(context);
        });
        using var socket = new TcpClient();
        await socket.ConnectAsync(rig.Address.Host, rig.Address.Port, Cancel);
        var whole = RawHttp.Post("/srv/mcp", Ping, "X-Authorization: Bearer alice\r\nExpect: 100-continue\r\n");
        var stream = socket.GetStream();

        await stream.WriteAsync(Encoding.UTF8.GetBytes(whole[..^Ping.Length]), Cancel);
        Assert.StartsWith("HTTP/1.1 100 Continue", await ReadUntilAsync(stream, "\r\n\r\n"), StringComparison.Ordinal);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(Ping), Cancel);

        Assert.Contains("{\"id\":1}", await ReadUntilAsync(stream, "}"), StringComparison.Ordinal);
        Assert.Equal("", expectations);
    }

    [Theory]
    [InlineData("http://elsewhere.example/srv/mcp", 200)]
    [InlineData("/srv/mcp?a=b#c", 400)]
    [InlineData("/srv/%2e%2e/mcp", 400)]
    [InlineData("/srv/mcp;jsessionid=1", 400)]
    public async Task Request_Target_IsReadOneWay(string target, int status)
    {
        var seen = 0;
        await using var rig = await ProxyRig.StartAsync(context =>
        {
            Interlocked.Increment(ref seen);
            return EchoIdAsync(context);
        });

        var answer = await RawHttp.SendAsync(
            rig.Address, RawHttp.Post(target, Ping)
                .Replace("Host: gateway.test", target[0] == 'h' ? "Host: elsewhere.example" : "Host: gateway.test",
                    StringComparison.Ordinal));

        Assert.StartsWith($"HTTP/1.1 {status}", answer, StringComparison.Ordinal);
        Assert.Equal(status == 200 ? 1 : 0, seen);
    }

    [Fact]
    public async Task Request_GetWithABody_BodyStaysHere()
    {
        long? length = 0;
        await using var rig = await ProxyRig.StartAsync(async context =>
        {
            length = context.Request.ContentLength;
            await context.Response.WriteAsync("{}", Cancel);
        });

        var answer = await RawHttp.SendAsync(
            rig.Address, RawHttp.Post("/srv/mcp", "{\"smuggled\":1}").Replace("POST", "GET", StringComparison.Ordinal));

        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.True(length is null or 0);
    }

    [Fact]
    public async Task Request_BodyBreaksOff_UpstreamIsNeverCalled()
    {
        var calls = 0;
        await using var rig = await ProxyRig.StartAsync(context =>
        {
            Interlocked.Increment(ref calls);
            return EchoIdAsync(context);
        });
        using (var socket = new TcpClient())
        {
            await socket.ConnectAsync(rig.Address.Host, rig.Address.Port, Cancel);
            var half = RawHttp.Post("/srv/mcp", Ping)[..^10];
            await socket.GetStream().WriteAsync(Encoding.UTF8.GetBytes(half), Cancel);
        }

        var record = await rig.RecordAsync();

        Assert.Contains(record.Outcome, new[] { CallOutcome.ClientGone, CallOutcome.Invalid });
        Assert.Equal(0, calls);
    }

    /// <summary>An upstream may refuse a body before it has read it: its answer counts, and the next request is not harmed.</summary>
    [Fact]
    public async Task Answer_BeforeTheBodyWasRead_IsRelayedAndTheNextIsServed()
    {
        var large = $$"""{"jsonrpc":"2.0","id":1,"method":"ping","params":{"x":"{{new string('x', 3_000_000)}}"} }""";
        await using var upstream = new RawUpstream(async (stream, token) =>
        {
            var start = new byte[200];
            await stream.ReadExactlyAsync(start, token);
            if (Encoding.ASCII.GetString(start).Contains("POST", StringComparison.Ordinal))
            {
                await stream.WriteAsync("HTTP/1.1 413 Payload Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(),
                    token);
                await stream.FlushAsync(token);
                // Until the gateway has seen the answer and hung up.
                while (await stream.ReadAsync(new byte[65536], token) > 0)
                {
                }
            }
        });
        await using var rig = await StartAsync(upstream.Address);

        using var first = await rig.PostAsync("/srv/mcp", large);
        using var second = await rig.PostAsync("/srv/mcp", Ping);

        Assert.Equal((413, 413), ((int)first.StatusCode, (int)second.StatusCode));
    }

    [Fact]
    public async Task Events_UpstreamBreaksOff_ClientSeesTheCut()
    {
        var received = new TaskCompletionSource();
        await using var upstream = new RawUpstream(async (stream, token) =>
        {
            await RawUpstream.ReadRequestAsync(stream, token);
            await stream.WriteAsync(
                "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n9\r\ndata: 1\n\n\r\n"u8.ToArray(),
                    token);
            await received.Task.WaitAsync(token);
        });
        await using var rig = await StartAsync(upstream.Address);
        using var socket = new TcpClient();
        await socket.ConnectAsync(rig.Address.Host, rig.Address.Port, Cancel);
        var client = socket.GetStream();
        await client.WriteAsync(Encoding.UTF8.GetBytes(RawHttp.Post("/srv/mcp", Ping)), Cancel);

        await ReadUntilAsync(client, "data: 1\n\n");
        received.SetResult();

        Assert.DoesNotContain("0\r\n\r\n", await ReadUntilAsync(client, "\0"), StringComparison.Ordinal);
        Assert.Equal(CallOutcome.UpstreamFailed, (await rig.RecordAsync()).Outcome);
    }

    /// <summary>Each element of a batch is judged, recorded, and the whole goes out as it came.</summary>
    [Fact]
    public async Task Batch_Mixed_GoesOutByteForByteWithARecordEach()
    {
        var seen = "";
        await using var rig = await ProxyRig.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            seen = await reader.ReadToEndAsync(Cancel);
            await context.Response.WriteAsync("[]", Cancel);
        });
        var batch = $"[ {Ping} ,\n{Messages.Initialized},{Messages.Call("echo", "\"\\u0061\"")}, {Pong}]";

        using var response = await rig.PostAsync("/srv/mcp", batch);

        Assert.Equal(batch, seen);
        var records = await rig.RecordsAsync(4);
        Assert.Equal(["ping", "notifications/initialized", "tools/call", "response"], records.Select(record => record.Method));
        Assert.All(records, record => Assert.Equal((4, (long)Encoding.UTF8.GetByteCount(batch)), (record.BatchSize, record.RequestBytes)));
    }

    private static async Task<ProxyRig> StartAsync(Uri upstream)
    {
        var rig = new ProxyRig();
        rig.AddRoute("/srv", upstream);
        await rig.StartAsync();
        return rig;
    }

    private static async Task EchoIdAsync(HttpContext context)
    {
        using var body = await System.Text.Json.JsonDocument.ParseAsync(context.Request.Body, cancellationToken: Cancel);
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync("{\"id\":" + body.RootElement.GetProperty("id").GetRawText() + "}", Cancel);
    }

    /// <summary>What comes up to the text, or to the end of the connection.</summary>
    private static async Task<string> ReadUntilAsync(NetworkStream stream, string end)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            while (!text.ToString().Contains(end, StringComparison.Ordinal) && await stream.ReadAsync(buffer, Cancel) is > 0 and var count)
            {
                text.Append(Encoding.UTF8.GetString(buffer, 0, count));
            }
        }
        catch (IOException)
        {
            // A reset is an end too.
        }

        return text.ToString();
    }

    private static IEnumerable<string> Bodies(string answers) =>
        answers.Split("HTTP/1.1 200").Skip(1)
            .Select(answer => answer[answer.IndexOf('{', StringComparison.Ordinal)..(answer.IndexOf('}', StringComparison.Ordinal) + 1)]);
}
