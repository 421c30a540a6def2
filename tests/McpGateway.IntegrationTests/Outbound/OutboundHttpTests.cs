using System.Net;
using System.Net.Sockets;
using McpGateway.Foundation;
using McpGateway.Foundation.Http.Outbound;
using McpGateway.IntegrationTests.Proxy;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace McpGateway.IntegrationTests.Outbound;

/// <summary>What every outgoing call keeps to, whoever makes it.</summary>
public sealed class OutboundHttpTests
{
    private const int Limit = 1000;

    private static readonly OutboundProfile Small = new() { Reach = OutboundReach.Private, MaxResponseBytes = Limit };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Send_Answer_IsWhole()
    {
        await using var rig = await OutboundRig.StartAsync(async context =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "17";
            context.Response.Headers.CacheControl = "max-age=60";
            context.Response.Headers.Append("WWW-Authenticate", "Bearer a=\"1\"");
            context.Response.Headers.Append("WWW-Authenticate", "Basic");
            context.Response.ContentType = "application/json; charset=utf-8";
            await context.Response.WriteAsync("""{"a":1}""");
        });

        using var request = rig.Get();
        var answer = (await rig.Http.SendAsync(request, Cancellation)).Value!;

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.Status);
        Assert.Equal(TimeSpan.FromSeconds(17), answer.RetryAfter(DateTimeOffset.UnixEpoch));
        Assert.Equal(TimeSpan.FromMinutes(1), answer.MaxAge);
        Assert.Equal("Bearer a=\"1\", Basic", answer.Challenge);
        Assert.Equal("application/json", answer.MediaType);
        Assert.Equal(1, answer.Json()!.Value.GetProperty("a").GetInt32());
        Assert.Equal("TooManyRequests", answer.ToString());
        Assert.False(answer.IsSuccess || answer.IsTooLarge);
    }

    [Fact]
    public async Task Send_RetryAfterADate_IsCountedFromNow()
    {
        await using var rig = await OutboundRig.StartAsync(context =>
        {
            context.Response.Headers.RetryAfter = "Fri, 02 Jan 1970 00:00:00 GMT";
            return Task.CompletedTask;
        });

        using var request = rig.Get();
        var answer = (await rig.Http.SendAsync(request, Cancellation)).Value!;

        Assert.Equal(TimeSpan.FromDays(1), answer.RetryAfter(DateTimeOffset.UnixEpoch));
        Assert.Equal(TimeSpan.Zero, answer.RetryAfter(DateTimeOffset.UnixEpoch.AddDays(2)));
        Assert.Null(answer.Challenge);
        Assert.Null(answer.Json());
    }

    /// <summary>A redirect could lead to an address that was never judged, and carry a credential there.</summary>
    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Send_Redirect_IsAnAnswer(int status)
    {
        var asked = 0;
        await using var rig = await OutboundRig.StartAsync(context =>
        {
            Interlocked.Increment(ref asked);
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "/elsewhere";
            return Task.CompletedTask;
        });

        using var request = rig.Get();
        var answer = (await rig.Http.SendAsync(request, Cancellation)).Value!;

        Assert.Equal((status, "/elsewhere"), ((int)answer.Status, answer.Location!.ToString()));
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task Send_Cookie_DoesNotComeBack()
    {
        var cookies = new List<string>();
        await using var rig = await OutboundRig.StartAsync(context =>
        {
            cookies.Add(context.Request.Headers.Cookie.ToString());
            context.Response.Headers.SetCookie = "a=1; Path=/";
            return Task.CompletedTask;
        });

        for (var call = 0; call < 2; call++)
        {
            using var request = rig.Get();
            Assert.True((await rig.Http.SendAsync(request, Cancellation)).IsSuccess);
        }

        Assert.Equal(["", ""], cookies);
    }

    [Fact]
    public async Task Send_Headers_NameTheProductAndNoTrace()
    {
        IHeaderDictionary? seen = null;
        await using var rig = await OutboundRig.StartAsync(context =>
        {
            seen = new HeaderDictionary(context.Request.Headers.ToDictionary());
            return Task.CompletedTask;
        });
        using var activity = new System.Diagnostics.Activity("test").Start();

        using var request = rig.Get();
        Assert.True((await rig.Http.SendAsync(request, Cancellation)).IsSuccess);

        Assert.Equal("mcp-gateway-registry", seen!.UserAgent.ToString());
        Assert.Equal(["Host", "User-Agent"], seen.Keys.Order());
    }

    [Theory]
    [InlineData(Limit - 1, false)]
    [InlineData(Limit, false)]
    [InlineData(Limit + 1, true)]
    [InlineData(100 * Limit, true)]
    public async Task Send_Body_IsReadUpToTheLimit(int length, bool isTooLarge)
    {
        await using var rig = await OutboundRig.StartAsync(
            async context =>
            {
                context.Response.ContentLength = length;
                await context.Response.WriteAsync(new string('x', length));
            },
            Small);

        using var first = rig.Get();
        using var second = rig.Get();
        var sent = await rig.Http.SendAsync(first, Cancellation);
        var exchanged = (await rig.Http.ExchangeAsync(second, Cancellation)).Value!;

        Assert.Equal(isTooLarge, !sent.IsSuccess);
        Assert.Equal(isTooLarge, exchanged.IsTooLarge);
        Assert.Equal(isTooLarge ? 0 : length, exchanged.Body.Length);
        if (isTooLarge)
        {
            Assert.Equal(ErrorKind.BadGateway, sent.Error!.Kind);
            Assert.Equal($"{rig.Host} answered with more than {Limit} bytes", sent.Error.Detail);
        }
    }

    /// <summary>No length is stated and the body never ends: it is cut at the limit, not at the end of anybody's patience.</summary>
    [Fact]
    public async Task Send_EndlessBody_IsCut()
    {
        var ended = new TaskCompletionSource();
        await using var rig = await OutboundRig.StartAsync(
            async context =>
            {
                context.RequestAborted.Register(ended.SetResult);
                while (!context.RequestAborted.IsCancellationRequested)
                {
                    await context.Response.WriteAsync(new string('x', 100));
                }
            },
            Small);

        using var request = rig.Get();
        var answer = (await rig.Http.ExchangeAsync(request, Cancellation)).Value!;

        Assert.True(answer.IsTooLarge);
        Assert.True(answer.IsSuccess);
        await ended.Task.WaitAsync(ProxyRig.Patience, Cancellation);
    }

    /// <summary>The time limit holds until the last byte, not only until the headers.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Send_SlowAnswer_EndsWithTheLimit(bool hasHeaders)
    {
        var clock = new TimerClock();
        var arrived = new TaskCompletionSource();
        var ended = new TaskCompletionSource();
        await using var rig = await OutboundRig.StartAsync(
            async context =>
            {
                context.RequestAborted.Register(ended.SetResult);
                if (hasHeaders)
                {
                    await context.Response.WriteAsync("{");
                    await context.Response.Body.FlushAsync();
                }

                arrived.SetResult();
                await ended.Task;
            },
            new() { Reach = OutboundReach.Private, Timeout = TimeSpan.FromSeconds(15) },
            clock);

        using var request = rig.Get();
        var sent = rig.Http.SendAsync(request, Cancellation);
        await arrived.Task.WaitAsync(ProxyRig.Patience, Cancellation);
        clock.Advance(TimeSpan.FromSeconds(14));
        Assert.False(sent.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(1));
        var answer = await sent.WaitAsync(ProxyRig.Patience, Cancellation);

        Assert.Equal(
            (ErrorKind.Unavailable, $"{rig.Host} did not answer within 15 seconds"), (answer.Error!.Kind, answer.Error.Detail));
        await ended.Task.WaitAsync(ProxyRig.Patience, Cancellation);
    }

    [Fact]
    public async Task Send_CallerGoesAway_IsNoAnswer()
    {
        var arrived = new TaskCompletionSource();
        await using var rig = await OutboundRig.StartAsync(async context =>
        {
            arrived.SetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        using var request = rig.Get();
        var sent = rig.Http.SendAsync(request, caller.Token);
        await arrived.Task.WaitAsync(ProxyRig.Patience, Cancellation);
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sent);
    }

    [Fact]
    public async Task Send_ConnectionBreaks_IsUnavailable()
    {
        await using var rig = await OutboundRig.StartAsync(async context =>
        {
            await context.Response.WriteAsync("{");
            await context.Response.Body.FlushAsync();
            context.Features.GetRequiredFeature<IHttpRequestLifetimeFeature>().Abort();
        });

        using var request = rig.Get();
        var answer = await rig.Http.SendAsync(request, Cancellation);

        Assert.Equal(ErrorKind.Unavailable, answer.Error!.Kind);
        Assert.StartsWith($"{rig.Host} cannot be reached: ", answer.Error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_NobodyListens_IsUnavailable()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        await using var rig = await OutboundRig.StartAsync(_ => Task.CompletedTask);

        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{port}/");
        var answer = await rig.Http.SendAsync(request, Cancellation);

        Assert.Equal(
            (ErrorKind.Unavailable, $"127.0.0.1:{port} cannot be reached: it refuses connections, or no network leads there"),
            (answer.Error!.Kind, answer.Error.Detail));
    }

    /// <summary>By name or by number, and whatever the profile: the guard judges the address that is dialled.</summary>
    [Theory]
    [InlineData(OutboundReach.Public, "http://127.0.0.1:{0}/")]
    [InlineData(OutboundReach.Public, "http://localhost:{0}/")]
    [InlineData(OutboundReach.Public, "http://[::ffff:127.0.0.1]:{0}/")]
    [InlineData(OutboundReach.Public, "http://2130706433:{0}/")]
    [InlineData(OutboundReach.Private, "http://169.254.169.254/")]
    [InlineData(OutboundReach.Private, "http://[fd00:ec2::254]/")]
    [InlineData(OutboundReach.Private, "http://0.0.0.0:{0}/")]
    public async Task Send_RefusedAddress_IsNotDialled(OutboundReach reach, string address)
    {
        var asked = 0;
        await using var rig = await OutboundRig.StartAsync(
            _ =>
            {
                Interlocked.Increment(ref asked);
                return Task.CompletedTask;
            },
            new() { Reach = reach });

        var target = new Uri(string.Format(System.Globalization.CultureInfo.InvariantCulture, address, rig.Address.Port));
        using var request = new HttpRequestMessage(HttpMethod.Get, target);
        var answer = await rig.Http.SendAsync(request, Cancellation);

        Assert.Equal(ErrorKind.Unavailable, answer.Error!.Kind);
        Assert.StartsWith($"{target.Authority} cannot be reached", answer.Error.Detail, StringComparison.Ordinal);
        Assert.Equal(0, asked);
    }

    [Fact]
    public async Task Send_GuardedWithoutADialler_DoesNotStart()
    {
        await using var rig = await OutboundRig.StartAsync(_ => Task.CompletedTask, hasDialer: false);

        using var request = rig.Get();
        await Assert.ThrowsAsync<InvalidOperationException>(() => rig.Http.SendAsync(request, Cancellation));
    }

    /// <summary>The guard would judge the proxy's address in place of the target's.</summary>
    [Theory]
    [InlineData(OutboundReach.Public)]
    [InlineData(OutboundReach.Private)]
    public async Task Send_GuardedThroughAProxy_DoesNotStart(OutboundReach reach)
    {
        await using var rig = await OutboundRig.StartAsync(_ => Task.CompletedTask, new() { Reach = reach, UsesSystemProxy = true });

        using var request = rig.Get();
        await Assert.ThrowsAsync<InvalidOperationException>(() => rig.Http.SendAsync(request, Cancellation));
    }

    [Fact]
    public async Task Send_StatedAddress_NeedsNoDialler()
    {
        await using var rig = await OutboundRig.StartAsync(
            _ => Task.CompletedTask, new() { Reach = OutboundReach.Stated, UsesSystemProxy = true }, hasDialer: false);

        using var request = rig.Get();
        Assert.True((await rig.Http.SendAsync(request, Cancellation)).IsSuccess);
    }

    /// <summary>An address may hold a code or a key, and a header holds a token.</summary>
    [Fact]
    public async Task Send_Log_HoldsNeitherAddressNorCredential()
    {
        await using var rig = await OutboundRig.StartAsync(_ => Task.CompletedTask);

        using var request = rig.Get("/in-the-path?code=in-the-query");
        request.Headers.Authorization = new("Bearer", "in-the-header");
        Assert.True((await rig.Http.SendAsync(request, Cancellation)).IsSuccess);

        Assert.DoesNotContain("in-the-", rig.Log.Text, StringComparison.Ordinal);
    }

    /// <summary>Connections stay open between calls, also between clients of the same kind.</summary>
    [Fact]
    public async Task Send_SeveralCalls_ShareAConnection()
    {
        var connections = new HashSet<string>();
        await using var rig = await OutboundRig.StartAsync(context =>
        {
            connections.Add(context.Connection.Id);
            return Task.CompletedTask;
        });

        for (var call = 0; call < 3; call++)
        {
            using var request = rig.Get();
            Assert.True((await rig.Http.SendAsync(request, Cancellation)).IsSuccess);
        }

        using var other = new HttpMessageInvoker(rig.Handler, disposeHandler: false);
        using var last = rig.Get();
        using var response = await other.SendAsync(last, Cancellation);

        Assert.Single(connections);
    }
}
