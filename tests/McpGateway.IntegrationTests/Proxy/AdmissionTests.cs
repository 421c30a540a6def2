using System.Net;
using System.Text;
using System.Text.Json;
using McpGateway.Proxy.Recording;
using McpGateway.Proxy.Routing;
using Microsoft.AspNetCore.Http;

namespace McpGateway.IntegrationTests.Proxy;

public sealed class AdmissionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_HangingOnesOfOneCaller_LeaveTheServerToOthers()
    {
        using var upstream = new HangingUpstream();
        await using var rig = new ProxyRig { Configure = options => options.MaxConcurrentPerServer = 20 };
        await rig.AddServerAsync("/srv", upstream.ServeAsync);
        await rig.StartAsync();
        var hanging = Enumerable.Range(0, 10).Select(_ => rig.PostAsync("/srv/mcp", Messages.Call("hang"))).ToArray();
        await upstream.ArrivedAsync(10);

        using var refused = await rig.PostAsync("/srv/mcp", Messages.Call("hang"));
        using var bob = rig.NewClient("bob");
        using var served = await ProxyRig.PostAsync(bob, "/srv/mcp", Messages.Call("echo"));
        using var stream = await rig.Client.GetAsync("/srv/mcp", HttpCompletionOption.ResponseHeadersRead, Token);

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal("share_used", refused.Headers.GetValues("X-Gateway-Error").Single());
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal(42900, await ErrorCodeAsync(refused));
        Assert.Equal(HttpStatusCode.OK, served.StatusCode);
        Assert.Equal(HttpStatusCode.OK, stream.StatusCode);
        upstream.Release();
        foreach (var call in hanging)
        {
            using var answer = await call;
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        using var again = await rig.PostAsync("/srv/mcp", Messages.Call("echo"));
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    [Fact]
    public async Task Streams_OfOneCaller_LeaveStreamsAndCallsToOthers()
    {
        using var upstream = new HangingUpstream();
        await using var rig =
            new ProxyRig { Configure = options => (options.MaxStreamsPerServer, options.MaxConcurrentPerServer) = (20, 2) };
        await rig.AddServerAsync("/srv", upstream.ServeAsync);
        await rig.StartAsync();
        var streams = new List<HttpResponseMessage>();
        for (var count = 0; count < 10; count++)
        {
            streams.Add(await rig.Client.GetAsync("/srv/mcp", HttpCompletionOption.ResponseHeadersRead, Token));
        }

        using var refused = await rig.Client.GetAsync("/srv/mcp", Token);
        using var own = await rig.PostAsync("/srv/mcp", Messages.Call("echo"));
        using var bob = rig.NewClient("bob");
        using var stream = await bob.GetAsync("/srv/mcp", HttpCompletionOption.ResponseHeadersRead, Token);
        using var call = await ProxyRig.PostAsync(bob, "/srv/mcp", Messages.Call("echo"));

        Assert.All(streams, open => Assert.Equal(HttpStatusCode.OK, open.StatusCode));
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.All([own, stream, call], answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        streams.ForEach(open => open.Dispose());
    }

    [Fact]
    public async Task Calls_OfManyCallersWithoutRoom_503()
    {
        using var upstream = new HangingUpstream();
        await using var rig = new ProxyRig { Configure = options => options.MaxConcurrentPerServer = 2 };
        await rig.AddServerAsync("/srv", upstream.ServeAsync);
        await rig.StartAsync();
        rig.Access.Add("carol", new Rights());
        using var bob = rig.NewClient("bob");
        using var carol = rig.NewClient("carol");
        var first = rig.PostAsync("/srv/mcp", Messages.Call("hang"));
        var second = ProxyRig.PostAsync(bob, "/srv/mcp", Messages.Call("hang"));
        await upstream.ArrivedAsync(2);

        using var refused = await ProxyRig.PostAsync(carol, "/srv/mcp", Messages.Call("hang"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal("too_many_requests", refused.Headers.GetValues("X-Gateway-Error").Single());
        Assert.NotNull(refused.Headers.RetryAfter);
        upstream.Release();
        (await first).Dispose();
        (await second).Dispose();
    }

    [Fact]
    public async Task Body_OfACallerWithoutRoom_IsNotRead()
    {
        using var upstream = new HangingUpstream();
        await using var rig = new ProxyRig { Configure = options => options.MaxConcurrentPerServer = 2 };
        await rig.AddServerAsync("/srv", upstream.ServeAsync);
        await rig.StartAsync();
        var first = rig.PostAsync("/srv/mcp", Messages.Call("hang"));
        await upstream.ArrivedAsync(1);

        // The announced body never comes.
        var answer = await RawHttp.SendAsync(
            rig.Address,
            "POST /srv/mcp HTTP/1.1\r\nHost: gateway.test\r\nContent-Type: application/json\r\nContent-Length: 4000000\r\n"
            + "X-Authorization: Bearer alice\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 429", answer, StringComparison.Ordinal);
        upstream.Release();
        (await first).Dispose();
    }

    [Fact]
    public async Task Bodies_MoreThanTheMemoryForThem_503AndOthersAreServed()
    {
        using var upstream = new HangingUpstream();
        await using var rig = new ProxyRig { Configure = options => options.MaxBufferedBytes = 2 * 1024 * 1024 };
        await rig.AddServerAsync("/srv", upstream.ServeAsync);
        await rig.StartAsync();
        var large = Messages.Call("hang").Replace("\"a\":1", "\"a\":\"" + new string('x', 900_000) + "\"", StringComparison.Ordinal);
        var first = rig.PostAsync("/srv/mcp", large);
        await upstream.ArrivedAsync(1);

        using var refused = await rig.PostAsync("/srv/mcp", large);
        using var small = await rig.PostAsync("/srv/mcp", Messages.Call("echo"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal("no_memory", refused.Headers.GetValues("X-Gateway-Error").Single());
        Assert.Equal(HttpStatusCode.OK, small.StatusCode);
        upstream.Release();
        (await first).Dispose();
        using var again = await rig.PostAsync("/srv/mcp", large);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    [Fact]
    public async Task Calls_FasterThanAllowed_429WithRetryAfter()
    {
        await using var rig = new ProxyRig { Configure = options => options.CallsPerMinute = 20 };
        await rig.AddServerAsync("/srv", context => context.Response.WriteAsync(Messages.Answer, Token));
        await rig.StartAsync();
        (await rig.PostAsync("/srv/mcp", Messages.Call("echo"))).Dispose();
        (await rig.PostAsync("/srv/mcp", Messages.Call("echo"))).Dispose();

        using var refused = await rig.PostAsync("/srv/mcp", Messages.Call("echo"));
        using var bob = rig.NewClient("bob");
        using var served = await ProxyRig.PostAsync(bob, "/srv/mcp", Messages.Call("echo"));

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal("rate_limited", refused.Headers.GetValues("X-Gateway-Error").Single());
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.OK, served.StatusCode);
    }

    [Theory]
    [InlineData(RouteState.Disabled, true)]
    [InlineData(null, true)]
    [InlineData(RouteState.Unhealthy, false)]
    public async Task Server_SwitchedOffOrRemoved_EndsItsStreamsAndCalls(RouteState? state, bool ends)
    {
        using var upstream = new HangingUpstream();
        await using var rig = new ProxyRig();
        var address = await rig.AddServerAsync("/srv", upstream.ServeAsync);
        await rig.StartAsync();
        var call = rig.PostAsync("/srv/mcp", Messages.Call("hang"));
        await upstream.ArrivedAsync(1);
        using var stream = await rig.Client.GetAsync("/srv/mcp", HttpCompletionOption.ResponseHeadersRead, Token);
        await using var events = await stream.Content.ReadAsStreamAsync(Token);
        Assert.NotEqual(0, await events.ReadAsync(new byte[100], Token));
        var rest = events.ReadAsync(new byte[100], Token).AsTask();

        rig.Table.Publish(new RouteTable(
            state is { } next ? [new Route { Path = "/srv", Upstream = new Uri(address, "mcp"), State = next }] : [], 2));

        if (ends)
        {
            using var answer = await call;
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            await Assert.ThrowsAnyAsync<Exception>(() => rest);
        }
        else
        {
            upstream.Release();
            using var answer = await call;
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Server_WhoseAddressLeadsBackHere_LoopIsDetected()
    {
        await using var rig = new ProxyRig();
        await rig.AddServerAsync("/other", context => context.Response.WriteAsync(Messages.Answer, Token));
        await rig.StartAsync();
        rig.Table.Publish(new RouteTable(
            [new Route
            {
                Path = "/loop", Upstream = new Uri(rig.Address, "/loop/mcp"), State = RouteState.Ready,
                ForwardsGatewayCredential = true,
            }], 2));
        using var client = rig.NewClient(null);
        client.DefaultRequestHeaders.Add("Authorization", "Bearer alice");

        using var response = await ProxyRig.PostAsync(client, "/loop/mcp", Messages.Call("echo"));

        var records = await rig.RecordsAsync(4);
        Assert.Equal(508, (int)response.StatusCode);
        Assert.Equal(50200, await ErrorCodeAsync(response));
        Assert.Equal(CallOutcome.UpstreamFailed, records[0].Outcome);
    }

    private static async Task<int> ErrorCodeAsync(HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token)).RootElement.GetProperty("error").GetProperty("code").GetInt32();

    /// <summary>Answers at once, except calls of <c>hang</c>, which wait until they are released; GET opens a stream.</summary>
    private sealed class HangingUpstream : IDisposable
    {
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly SemaphoreSlim _arrived = new(0);

        public async Task ServeAsync(HttpContext context)
        {
            if (HttpMethods.IsGet(context.Request.Method))
            {
                context.Response.ContentType = "text/event-stream";
                await context.Response.WriteAsync("data: hello\n\n", Token);
                await context.Response.Body.FlushAsync(Token);
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                return;
            }

            using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
            if ((await reader.ReadToEndAsync(Token)).Contains("hang", StringComparison.Ordinal) && !_released.Task.IsCompleted)
            {
                _arrived.Release();
                await _released.Task.WaitAsync(context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            }

            await context.Response.WriteAsync(Messages.Answer, Token);
        }

        public void Release() => _released.TrySetResult();

        public async Task ArrivedAsync(int count)
        {
            for (var index = 0; index < count; index++)
            {
                Assert.True(await _arrived.WaitAsync(ProxyRig.Patience, Token));
            }
        }

        public void Dispose()
        {
            _released.TrySetResult();
            _arrived.Dispose();
        }
    }
}
