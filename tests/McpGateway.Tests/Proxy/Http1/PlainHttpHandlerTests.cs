using System.Net;
using System.Text;
using McpGateway.Proxy.Http1;
using McpGateway.Proxy.Outbound;
using McpGateway.Tests.Foundation;

namespace McpGateway.Tests.Proxy.Http1;

/// <summary>Connections: which are used again, which are replaced, and when a request is sent once more.</summary>
public sealed class PlainHttpHandlerTests : IDisposable
{
    private const string Answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";

    private readonly ManualClock _clock = new();
    private readonly HttpMessageInvoker _client;

    public PlainHttpHandlerTests() => _client = ClientWith(new() { AllowsPrivateAddresses = true });

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _client.Dispose();

    [Theory]
    [InlineData("", 1)]
    [InlineData("Connection: keep-alive\r\n", 1)]
    [InlineData("Connection: close\r\n", 5)]
    [InlineData("Connection: x, Close\r\n", 5)]
    [InlineData("Keep-Alive: timeout=1\r\n", 5)]
    [InlineData("Keep-Alive: timeout=5\r\n", 1)]
    public async Task Calls_OneAfterAnother_ShareAConnectionUnlessTheServerSaysOtherwise(string header, int connections)
    {
        await using var server = new RawServer(
            (socket, token) => ServeAsync(socket, $"HTTP/1.1 200 OK\r\n{header}Content-Length: 2\r\n\r\n{{}}", int.MaxValue, token));

        await CallAsync(server.Address, times: 5);

        Assert.Equal(connections, server.Connections);
    }

    [Theory]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}extra")]
    [InlineData("HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\n{}")]
    public async Task Answer_ThatLeavesDoubt_ConnectionIsNotUsedAgain(string answer)
    {
        await using var server = new RawServer((socket, token) => ServeAsync(socket, answer, int.MaxValue, token));

        using var one = await SendAsync(server.Address);
        await one.Content.ReadAsStringAsync(Token);
        using var two = await SendAsync(server.Address);

        Assert.Equal(2, server.Connections);
    }

    [Theory]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n")]
    [InlineData("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnone")]
    [InlineData("HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nnone\r\n0\r\n\r\n")]
    public async Task Answer_ThatNobodyReads_ConnectionIsUsedAgainWhenAllOfItIsHere(string answer)
    {
        await using var server = new RawServer((socket, token) => ServeAsync(socket, answer, int.MaxValue, token));

        (await SendAsync(server.Address)).Dispose();
        (await SendAsync(server.Address)).Dispose();

        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public async Task Answer_DisposedInTheMiddle_ConnectionIsClosed()
    {
        var closed = new TaskCompletionSource();
        await using var server = new RawServer(async (socket, token) =>
        {
            await RawServer.ReadRequestAsync(socket, token);
            await RawServer.WriteAsync(socket, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n", token);
            await RawServer.ReadRequestAsync(socket, token);
            closed.SetResult();
        });

        (await SendAsync(server.Address)).Dispose();

        await closed.Task.WaitAsync(Token);
    }

    [Fact]
    public async Task Server_ClosesAfterEachAnswer_EveryCallSucceeds()
    {
        await using var server = new RawServer((socket, token) => ServeAsync(socket, Answer, 1, token));

        await Parallel.ForAsync(0, 8, Token, async (_, _) => await CallAsync(server.Address, times: 100));
    }

    [Fact]
    public async Task Server_ResetsAfterEachAnswer_EveryCallSucceeds()
    {
        await using var server = new RawServer(async (socket, token) =>
        {
            await ServeAsync(socket, Answer, 1, token);
            socket.LingerState = new(true, 0);
            socket.Close();
        });

        await Parallel.ForAsync(0, 4, Token, async (_, _) => await CallAsync(server.Address, times: 50));
    }

    [Fact]
    public async Task Connection_ReusedAndDead_RequestIsSentOnceMore()
    {
        var requests = 0;
        await using var server = new RawServer(async (socket, token) =>
        {
            // Reads the second request of its first connection and closes: the client could not know.
            await ServeAsync(socket, Answer, 1, token);
            Interlocked.Add(ref requests, (await RawServer.ReadRequestAsync(socket, token)).Length > 0 ? 1 : 0);
        });

        await CallAsync(server.Address, times: 2);

        Assert.Equal((2, 1), (server.Connections, requests));
    }

    [Fact]
    public async Task Connection_NewAndDead_RequestIsNotRepeated()
    {
        await using var server = new RawServer((socket, token) => RawServer.ReadRequestAsync(socket, token));

        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(server.Address));

        Assert.Equal((HttpRequestError.ResponseEnded, 1), (failure.HttpRequestError, server.Connections));
    }

    [Fact]
    public async Task Connection_ReusedWithPartOfAnAnswer_RequestIsNotRepeated()
    {
        await using var server = new RawServer(async (socket, token) =>
        {
            await ServeAsync(socket, Answer, 1, token);
            await RawServer.ReadRequestAsync(socket, token);
            await RawServer.WriteAsync(socket, "HTTP/1.1 2", token);
        });
        await CallAsync(server.Address, times: 1);

        await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(server.Address));

        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public async Task Connection_ReusedAndDeadAfterAWhile_RequestWasAtWorkAndIsNotRepeated()
    {
        await using var server = new RawServer(async (socket, token) =>
        {
            await ServeAsync(socket, Answer, 1, token);
            await RawServer.ReadRequestAsync(socket, token);
            _clock.Advance(TimeSpan.FromSeconds(2));
        });
        await CallAsync(server.Address, times: 1);

        await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(server.Address));

        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public async Task Connection_IdleForAMinute_IsReplaced()
    {
        await using var server = new RawServer((socket, token) => ServeAsync(socket, Answer, int.MaxValue, token));

        await CallAsync(server.Address, times: 1);
        _clock.Advance(TimeSpan.FromSeconds(59));
        await CallAsync(server.Address, times: 1);
        Assert.Equal(1, server.Connections);
        _clock.Advance(TimeSpan.FromSeconds(61));
        await CallAsync(server.Address, times: 1);

        Assert.Equal(2, server.Connections);
    }

    [Fact]
    public async Task Connection_Unsolicited_IsReplaced()
    {
        var spoken = new TaskCompletionSource();
        await using var server = new RawServer(async (socket, token) =>
        {
            await ServeAsync(socket, Answer, 1, token);
            await RawServer.WriteAsync(socket, "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged", token);
            spoken.TrySetResult();
            await ServeAsync(socket, Answer, int.MaxValue, token);
        });

        await CallAsync(server.Address, times: 1);
        await spoken.Task.WaitAsync(Token);
        await CallAsync(server.Address, times: 1);

        Assert.Equal(2, server.Connections);
    }

    [Fact]
    public async Task Server_AnswersBeforeItReadABody_AnswerCounts()
    {
        await using var server = new RawServer(async (socket, token) =>
        {
            await socket.ReceiveAsync(new byte[1000], token);
            await RawServer.WriteAsync(socket, "HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig", token);
            await RawServer.ReadRequestAsync(socket, token);
        });
        using var request = Post(server.Address, new string('x', 300_000));

        using var response = await _client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal("big", await response.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task Body_Large_ArrivesWhole()
    {
        var body = string.Concat(Enumerable.Range(0, 100_000).Select(number => (char)('a' + (number % 26))));
        var received = "";
        await using var server = new RawServer(async (socket, token) =>
        {
            received = await RawServer.ReadRequestAsync(socket, token);
            await RawServer.WriteAsync(socket, Answer, token);
        });
        using var request = Post(server.Address, body);

        using var response = await _client.SendAsync(request, Token);

        Assert.EndsWith("\r\n\r\n" + body, received, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_Streamed_ArriveAsTheyAreSent()
    {
        var next = new SemaphoreSlim(0);
        await using var server = new RawServer(async (socket, token) =>
        {
            await RawServer.ReadRequestAsync(socket, token);
            await RawServer.WriteAsync(socket, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", token);
            for (var number = 0; number < 3; number++)
            {
                await next.WaitAsync(token);
                await RawServer.WriteAsync(socket, $"9\r\ndata: {number}\n\n\r\n", token);
            }

            await RawServer.WriteAsync(socket, "0\r\n\r\n", token);
        });
        using var response = await SendAsync(server.Address);
        var stream = await response.Content.ReadAsStreamAsync(Token);
        var buffer = new byte[100];

        for (var number = 0; number < 3; number++)
        {
            var waiting = stream.ReadAsync(Memory<byte>.Empty, Token);
            Assert.False(waiting.IsCompleted);
            next.Release();
            Assert.Equal(0, await waiting);
            var text = new StringBuilder();
            while (text.Length < 9)
            {
                text.Append(Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer, Token)));
            }

            Assert.Equal($"data: {number}\n\n", text.ToString());
        }

        Assert.Equal(0, await stream.ReadAsync(buffer, Token));
    }

    [Fact]
    public async Task Call_Cancelled_ConnectionIsClosedAndThePermitIsFree()
    {
        var arrived = new SemaphoreSlim(0);
        var closed = new SemaphoreSlim(0);
        await using var server = new RawServer(async (socket, token) =>
        {
            await RawServer.ReadRequestAsync(socket, token);
            arrived.Release();
            await RawServer.ReadRequestAsync(socket, token);
            closed.Release();
        });
        using var client = ClientWith(new() { AllowsPrivateAddresses = true, MaxConnectionsPerServer = 1 });
        for (var attempt = 0; attempt < 3; attempt++)
        {
            using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
            using var request = Post(server.Address, "{}");
            var call = client.SendAsync(request, cancellation.Token);
            await arrived.WaitAsync(Token);
            await cancellation.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
            await closed.WaitAsync(Token);
        }
    }

    [Fact]
    public async Task Calls_MoreThanConnections_WaitForOneAnother()
    {
        var (open, most) = (0, 0);
        await using var server = new RawServer(async (socket, token) =>
        {
            while ((await RawServer.ReadRequestAsync(socket, token)).Length > 0)
            {
                most = Math.Max(most, Interlocked.Increment(ref open));
                await Task.Yield();
                Interlocked.Decrement(ref open);
                await RawServer.WriteAsync(socket, Answer, token);
            }
        });
        using var client = ClientWith(new() { AllowsPrivateAddresses = true, MaxConnectionsPerServer = 2 });

        await Task.WhenAll(Enumerable.Range(0, 40).Select(async _ =>
        {
            using var request = Post(server.Address, "{}");
            using var response = await client.SendAsync(request, Token);
            Assert.Equal("{}", await response.Content.ReadAsStringAsync(Token));
        }));

        Assert.InRange(most, 1, 2);
        Assert.InRange(server.Connections, 1, 2);
    }

    [Fact]
    public async Task Address_Private_IsNotDialledUnlessAllowed()
    {
        await using var server = new RawServer((socket, token) => ServeAsync(socket, Answer, 1, token));
        using var client = ClientWith(new() { AllowsPrivateAddresses = false });
        using var request = Post(server.Address, "{}");

        await Assert.ThrowsAsync<OutboundRefusedException>(() => client.SendAsync(request, Token));

        Assert.Equal(0, server.Connections);
    }

    [Fact]
    public async Task Header_WithALineBreak_IsNotSent()
    {
        await using var server = new RawServer((socket, token) => ServeAsync(socket, Answer, 1, token));
        using var request = Post(server.Address, "{}");
        request.Headers.TryAddWithoutValidation("X-A", "b\r\nX-Forged: c");

        await Assert.ThrowsAsync<HttpRequestException>(() => _client.SendAsync(request, Token));
    }

    private static HttpRequestMessage Post(Uri address, string body) =>
        new(HttpMethod.Post, address) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    private static async Task ServeAsync(System.Net.Sockets.Socket socket, string answer, int times, CancellationToken token)
    {
        for (var count = 0; count < times && (await RawServer.ReadRequestAsync(socket, token)).Length > 0; count++)
        {
            await RawServer.WriteAsync(socket, answer, token);
        }
    }

    private HttpMessageInvoker ClientWith(OutboundPolicy policy) =>
        new(new PlainHttpHandler(policy.ForPlainHttp(), OutboundHandlerFactory.Create(policy), _clock));

    private async Task<HttpResponseMessage> SendAsync(Uri address)
    {
        using var request = Post(address, "{}");
        return await _client.SendAsync(request, Token);
    }

    private async Task CallAsync(Uri address, int times)
    {
        for (var count = 0; count < times; count++)
        {
            using var response = await SendAsync(address);
            Assert.Equal("{}", await response.Content.ReadAsStringAsync(Token));
        }
    }

    /// <summary>Stands still; its timers never fire.</summary>
    private sealed class ManualClock : TimeProvider
    {
        private readonly ManualTimeProvider _inner = new();

        public override long TimestampFrequency => _inner.TimestampFrequency;

        public override long GetTimestamp() => _inner.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public void Advance(TimeSpan by) => _inner.Advance(by);
    }
}
