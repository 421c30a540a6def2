using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using McpGateway.Proxy.Recording;
using Microsoft.AspNetCore.Http;

namespace McpGateway.IntegrationTests.Proxy;

public sealed class HostileUpstreamTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("garbage", "not http at all\r\n\r\n", 502)]
    [InlineData("closes at once", "", 502)]
    [InlineData("cut in headers", "HTTP/1.1 200 OK\r\nContent-Ty", 502)]
    [InlineData(
        "redirect to metadata", "HTTP/1.1 307 T\r\nLocation: http://169.254.169.254/latest/meta-data/\r\nContent-Length: 0\r\n\r\n", 502)]
    [InlineData("redirect, found", "HTTP/1.1 302 F\r\nLocation: http://evil.test/\r\nContent-Length: 0\r\n\r\n", 502)]
    [InlineData("not modified", "HTTP/1.1 304 N\r\n\r\n", 502)]
    [InlineData(
        "asks for a credential",
        "HTTP/1.1 401 U\r\nWWW-Authenticate: Bearer resource_metadata=\"http://evil.test/\"\r\nContent-Length: 0\r\n\r\n", 502)]
    [InlineData("asks for a proxy credential", "HTTP/1.1 407 U\r\nContent-Length: 0\r\n\r\n", 502)]
    [InlineData("two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", 502)]
    [InlineData("two session ids", "HTTP/1.1 200 OK\r\nMcp-Session-Id: a\r\nMcp-Session-Id: b\r\nContent-Length: 2\r\n\r\n{}", 502)]
    public async Task Answer_Unusable_BadGatewayWithId(string what, string answer, int status)
    {
        await using var upstream = new RawUpstream(RawUpstream.Answers(answer));
        await using var rig = await StartAsync(upstream.Address);

        using var response = await rig.PostAsync("/srv/mcp", Messages.Call("echo", "42"));
        var text = await response.Content.ReadAsStringAsync(Token);

        Assert.True(status == (int)response.StatusCode, what);
        Assert.Equal(42, JsonDocument.Parse(text).RootElement.GetProperty("id").GetInt32());
        Assert.DoesNotContain("evil", text + response.Headers, StringComparison.Ordinal);
        Assert.DoesNotContain("169.254", text + response.Headers, StringComparison.Ordinal);
        Assert.Null(response.Headers.Location);
        Assert.Empty(response.Headers.WwwAuthenticate);
        Assert.True(response.Headers.Contains("X-Gateway-Error"));
        Assert.Equal(CallOutcome.UpstreamFailed, (await rig.RecordAsync()).Outcome);
    }

    [Fact]
    public async Task Answer_401ForTheClientsOwnCredential_IsRelayed()
    {
        await using var upstream = new RawUpstream(
            RawUpstream.Answers("HTTP/1.1 401 U\r\nWWW-Authenticate: Bearer realm=\"theirs\"\r\nContent-Length: 0\r\n\r\n"));
        await using var rig = await StartAsync(upstream.Address);

        using var response = await rig.PostAsync("/srv/mcp", Messages.Call("echo"), headers => headers.Add("Authorization", "Bearer mine"));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains("theirs", response.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_EndlessHeaders_BadGateway()
    {
        await using var upstream = new RawUpstream(async (stream, token) =>
        {
            await RawUpstream.ReadRequestAsync(stream, token);
            await stream.WriteAsync("HTTP/1.1 200 OK\r\n"u8.ToArray(), token);
            var line = Encoding.ASCII.GetBytes("X-More: " + new string('x', 1000) + "\r\n");
            while (true)
            {
                await stream.WriteAsync(line, token);
            }
        });
        await using var rig = await StartAsync(upstream.Address);

        using var response = await rig.PostAsync("/srv/mcp", Messages.Call("echo"));

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
    }

    /// <summary>A small answer that is not whole is an error, or a cut connection when its headers have gone already.</summary>
    [Fact]
    public async Task Answer_SmallAndCutInTheMiddle_IsNotTakenForTheWhole()
    {
        await using var upstream = new RawUpstream(RawUpstream.Answers("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"half\":"));
        await using var rig = await StartAsync(upstream.Address);

        try
        {
            using var response = await rig.PostAsync("/srv/mcp", Messages.Call("echo"));
            Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        }
        catch (HttpRequestException cut)
        {
            Assert.Equal(HttpRequestError.ResponseEnded, cut.HttpRequestError);
        }
    }

    [Theory]
    [InlineData("Content-Length: 100000", "{\"half\":")]
    [InlineData("Transfer-Encoding: chunked", "5\r\n{\"hal\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Type: text/event-stream", "9\r\ndata: 1\n\n\r\n")]
    public async Task Answer_CutInTheMiddle_ClientSeesTheCut(string header, string part)
    {
        await using var upstream = new RawUpstream(RawUpstream.Answers($"HTTP/1.1 200 OK\r\n{header}\r\n\r\n{part}"));
        await using var rig = await StartAsync(upstream.Address);

        await Assert.ThrowsAnyAsync<HttpRequestException>(async () =>
        {
            using var response = await rig.PostAsync("/srv/mcp", Messages.Call("echo"));
            await response.Content.ReadAsStringAsync(Token);
            Assert.False(response.IsSuccessStatusCode, "A part was taken for the whole.");
            response.EnsureSuccessStatusCode();
        });
    }

    [Fact]
    public async Task ToolsList_EndlessBody_BadGateway()
    {
        await using var upstream = new RawUpstream(async (stream, token) =>
        {
            await RawUpstream.ReadRequestAsync(stream, token);
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"x\":\""u8.ToArray(), token);
            var chunk = Encoding.ASCII.GetBytes(new string('x', 64 * 1024));
            while (true)
            {
                await stream.WriteAsync(chunk, token);
            }
        });
        await using var rig = await StartAsync(upstream.Address);

        using var response = await rig.PostAsync("/srv/mcp", Messages.ToolsList);

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
    }

    [Fact]
    public async Task Events_EndlessEvent_StreamIsCut()
    {
        await using var upstream = new RawUpstream(async (stream, token) =>
        {
            await RawUpstream.ReadRequestAsync(stream, token);
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: "u8.ToArray(), token);
            var chunk = Encoding.ASCII.GetBytes(new string('x', 64 * 1024));
            while (true)
            {
                await stream.WriteAsync(chunk, token);
            }
        });
        await using var rig = await StartAsync(upstream.Address);

        await Assert.ThrowsAnyAsync<HttpRequestException>(async () =>
        {
            using var response = await rig.PostAsync("/srv/mcp", Messages.ToolsList);
            Assert.Empty(await response.Content.ReadAsStringAsync(Token));
        });
    }

    [Theory]
    [InlineData("data: {not json \"tools\"\n\n")]
    [InlineData("\0\0\0\n\n\r\r\ndata\n:::\nid: \0\n\n")]
    [InlineData("event: endpoint\ndata: http://169.254.169.254/x\n\n")]
    public async Task Events_Garbage_GatewayStaysUp(string stream)
    {
        await using var upstream = new RawUpstream(
            RawUpstream.Answers($"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n{stream}"));
        await using var rig = await StartAsync(upstream.Address);

        var text = await rig.Client.GetStringAsync("/srv/mcp", Token);

        Assert.DoesNotContain("169.254", text, StringComparison.Ordinal);
        Assert.Equal(CallOutcome.Forwarded, (await rig.RecordAsync()).Outcome);
    }

    [Fact]
    public async Task Answer_ForAnotherId_IsAnErrorForThisOne()
    {
        const string Answer = """{"jsonrpc":"2.0","id":999,"result":{}}""";
        await using var rig = await ProxyRig.StartAsync(context =>
        {
            context.Response.ContentLength = Answer.Length;
            return context.Response.WriteAsync(Answer, Token);
        });

        using var response = await rig.PostAsync("/srv/mcp", Messages.Call("echo"));

        var text = await response.Content.ReadAsStringAsync(Token);
        Assert.Equal("upstream_id", response.Headers.GetValues("X-Gateway-Error").Single());
        Assert.Equal(1, JsonDocument.Parse(text).RootElement.GetProperty("id").GetInt32());
    }

    /// <summary>Of a large answer the beginning is looked at, where most servers write the id; more is not waited for.</summary>
    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":999,"result":{"text":"FILL"}}""", true, true)]
    [InlineData("""{"jsonrpc":"2.0","id":999,"result":{"text":"FILL"}}""", false, true)]
    [InlineData("""{"jsonrpc":"2.0","id":"1","result":{"text":"FILL"}}""", true, false)]
    [InlineData("""{"result":{"id":999,"text":"FILL"},"jsonrpc":"2.0","id":1}""", false, false)]
    [InlineData("""{"result":{"text":"FILL"},"jsonrpc":"2.0","id":999}""", true, false)]
    [InlineData("no json FILL", true, false)]
    public async Task Answer_LargeAndForAnotherId_IsAnErrorWhereItBeginsWithTheId(string answer, bool hasLength, bool isRefused)
    {
        var text = answer.Replace("FILL", new string('x', 200_000), StringComparison.Ordinal);
        await using var rig = await ProxyRig.StartAsync(context =>
        {
            context.Response.ContentLength = hasLength ? text.Length : null;
            return context.Response.WriteAsync(text, Token);
        });

        using var response = await rig.PostAsync("/srv/mcp", Messages.Call("echo"));

        var got = await response.Content.ReadAsStringAsync(Token);
        Assert.Equal(isRefused, response.Headers.Contains("X-Gateway-Error"));
        Assert.Equal(isRefused ? HttpStatusCode.BadGateway : HttpStatusCode.OK, response.StatusCode);
        Assert.True(isRefused || got == text);
        Assert.Equal(isRefused ? 0 : text.Length, (await rig.RecordAsync()).ResponseBytes);
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":1.0,"result":{"id":999}}""")]
    [InlineData("""{"result":{"id":999},"jsonrpc":"2.0","id":"1"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"m"}}""")]
    [InlineData("""{"anything":"else"}""")]
    [InlineData("no json at all")]
    public async Task Answer_ForThisIdOrNone_IsRelayed(string answer)
    {
        await using var rig = await ProxyRig.StartAsync(context =>
        {
            context.Response.ContentLength = answer.Length;
            return context.Response.WriteAsync(answer, Token);
        });

        using var response = await rig.PostAsync("/srv/mcp", Messages.Call("echo"));

        Assert.Equal(answer, await response.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task Answer_NeverComes_504AndOthersAreServed()
    {
        var clock = new TimerClock();
        var hanging = new TaskCompletionSource();
        await using var rig = new ProxyRig { Clock = clock };
        await rig.AddServerAsync("/hangs", async context =>
        {
            hanging.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        await rig.AddServerAsync("/works", context => context.Response.WriteAsync(Messages.Answer, Token));
        await rig.StartAsync();
        var pending = rig.PostAsync("/hangs/mcp", Messages.Call("echo", "5"));
        await hanging.Task.WaitAsync(ProxyRig.Patience, Token);

        using var works = await rig.PostAsync("/works/mcp", Messages.Call("echo"));
        Assert.Equal(HttpStatusCode.OK, works.StatusCode);
        Assert.False(pending.IsCompleted);
        clock.Advance(TimeSpan.FromMinutes(6));
        using var late = await pending;

        Assert.Equal(HttpStatusCode.GatewayTimeout, late.StatusCode);
        Assert.Equal(5, JsonDocument.Parse(await late.Content.ReadAsStringAsync(Token)).RootElement.GetProperty("id").GetInt32());
    }

    [Fact]
    public async Task Server_Unreachable_BreakerOpensAndProbesOnce()
    {
        var clock = new TimerClock();
        await using var rig = new ProxyRig { Clock = clock };
        rig.AddRoute("/srv", ClosedPort());
        await rig.StartAsync();

        for (var attempt = 0; attempt < 5; attempt++)
        {
            Assert.Equal("upstream_unreachable", await FailAsync(rig));
        }

        Assert.Equal("circuit_open", await FailAsync(rig));
        clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal("upstream_unreachable", await FailAsync(rig));
        Assert.Equal("circuit_open", await FailAsync(rig));
    }

    [Fact]
    public async Task Server_Errors500_DoNotSwitchItOff()
    {
        await using var rig = await ProxyRig.StartAsync(context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        });

        for (var attempt = 0; attempt < 12; attempt++)
        {
            using var response = await rig.PostAsync("/srv/mcp", Messages.Call("echo"));
            Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        }
    }

    [Fact]
    public async Task Server_TooManyOpen_503AndRecovers()
    {
        var release = new TaskCompletionSource();
        var entered = new SemaphoreSlim(0);
        await using var rig = new ProxyRig { Configure = options => options.MaxConcurrentPerServer = 2 };
        await rig.AddServerAsync("/srv", async context =>
        {
            entered.Release();
            await release.Task.WaitAsync(ProxyRig.Patience, Token);
        });
        await rig.StartAsync();
        rig.Access.Add("carol", new Rights());
        using var bob = rig.NewClient("bob");
        using var carol = rig.NewClient("carol");
        var one = rig.PostAsync("/srv/mcp", Messages.Call("echo"));
        var two = ProxyRig.PostAsync(bob, "/srv/mcp", Messages.Call("echo"));
        await entered.WaitAsync(Token);
        await entered.WaitAsync(Token);

        using var third = await ProxyRig.PostAsync(carol, "/srv/mcp", Messages.Call("echo"));
        release.SetResult();
        (await one).Dispose();
        (await two).Dispose();
        using var fourth = await rig.PostAsync("/srv/mcp", Messages.Call("echo"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, third.StatusCode);
        Assert.NotNull(third.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.OK, fourth.StatusCode);
    }

    [Theory]
    [InlineData("http://169.254.169.254/mcp", true)]
    [InlineData("http://[::ffff:169.254.169.254]/mcp", true)]
    [InlineData("http://[fd00:ec2::254]/mcp", true)]
    [InlineData("http://0.0.0.0:1/mcp", true)]
    [InlineData("http://127.0.0.1:1/mcp", false)]
    [InlineData("http://localhost:1/mcp", false)]
    public async Task Server_ForbiddenAddress_IsNotDialled(string address, bool allowsPrivate)
    {
        await using var rig = new ProxyRig();
        rig.AddRoute("/srv", new Uri(address), route => route with { AllowsPrivateAddresses = allowsPrivate });
        await rig.StartAsync();

        Assert.Equal("upstream_forbidden", await FailAsync(rig));
    }

    [Fact]
    public async Task Post_ConnectionBreaksAfterSending_IsNotRepeated()
    {
        await using var upstream = new RawUpstream(async (stream, token) => await RawUpstream.ReadRequestAsync(stream, token));
        await using var rig = await StartAsync(upstream.Address);

        using var response = await rig.PostAsync("/srv/mcp", Messages.Call("echo"));

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Equal(1, upstream.Connections);
    }

    private static async Task<string> FailAsync(ProxyRig rig)
    {
        using var response = await rig.PostAsync("/srv/mcp", Messages.Call("echo"));
        return response.Headers.GetValues("X-Gateway-Error").Single();
    }

    private static async Task<ProxyRig> StartAsync(Uri upstream)
    {
        var rig = new ProxyRig { Configure = options => options.MaxFilteredBytes = 1024 * 1024 };
        rig.AddRoute("/srv", upstream);
        await rig.StartAsync();
        return rig;
    }

    private static Uri ClosedPort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return new Uri($"http://127.0.0.1:{((IPEndPoint)socket.LocalEndPoint!).Port}/mcp");
    }
}
