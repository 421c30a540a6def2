using System.Net;
using System.Text;
using McpGateway.Proxy.Recording;
using Microsoft.AspNetCore.Http;

namespace McpGateway.IntegrationTests.Proxy;

public sealed class StreamingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_EachArrivesBeforeTheNextIsSent()
    {
        var next = new SemaphoreSlim(0);
        await using var rig = await ProxyRig.StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.Body.FlushAsync(Token);
            for (var index = 0; index < 5; index++)
            {
                Assert.True(await next.WaitAsync(ProxyRig.Patience, Token));
                await context.Response.WriteAsync($"id: {index}\ndata: {{\"n\":{index}}}\n\n", Token);
                await context.Response.Body.FlushAsync(Token);
            }
        });

        using var response = await rig.PostAsync("/srv/mcp", Messages.Call("echo"));
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Token));

        Assert.Equal("no", response.Headers.GetValues("X-Accel-Buffering").Single());
        Assert.Equal("no-cache", response.Headers.CacheControl?.ToString());
        for (var index = 0; index < 5; index++)
        {
            next.Release();
            Assert.Equal($"id: {index}", await reader.ReadLineAsync(Token));
            Assert.Equal($"data: {{\"n\":{index}}}", await reader.ReadLineAsync(Token));
            Assert.Equal("", await reader.ReadLineAsync(Token));
        }

        Assert.Null(await reader.ReadLineAsync(Token));
    }

    [Fact]
    public async Task Events_Silence_IsBridgedBetweenEventsOnly()
    {
        var clock = new TimerClock();
        var go = new SemaphoreSlim(0);
        await using var rig = new ProxyRig { Clock = clock };
        await rig.AddServerAsync("/srv", async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: 1\n\ndata: ha", Token);
            await context.Response.Body.FlushAsync(Token);
            await go.WaitAsync(Token);
            await context.Response.WriteAsync("lf\n\n", Token);
        });
        await rig.StartAsync();
        using var response = await rig.Client.GetAsync("/srv/mcp", HttpCompletionOption.ResponseHeadersRead, Token);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Token));
        Assert.Equal("data: 1", await reader.ReadLineAsync(Token));
        Assert.Equal("", await reader.ReadLineAsync(Token));

        for (var beat = 0; beat < 3; beat++)
        {
            var line = reader.ReadLineAsync(Token).AsTask();
            while (!line.IsCompleted)
            {
                clock.Advance(TimeSpan.FromSeconds(15));
                await Task.WhenAny(line, Task.Delay(10, Token));
            }

            Assert.Equal(": keep-alive", await line);
            Assert.Equal("", await reader.ReadLineAsync(Token));
        }

        go.Release();
        var rest = await reader.ReadToEndAsync(Token);
        Assert.Equal("data: half\n\n", rest.Replace(": keep-alive\n\n", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Events_NoSilence_NoComment()
    {
        var clock = new TimerClock();
        var events = new SemaphoreSlim(0);
        await using var rig = new ProxyRig { Clock = clock };
        await rig.AddServerAsync("/srv", async context =>
        {
            context.Response.ContentType = "text/event-stream";
            for (var index = 0; index < 10; index++)
            {
                await events.WaitAsync(Token);
                await context.Response.WriteAsync("data: x\n\n", Token);
                await context.Response.Body.FlushAsync(Token);
            }
        });
        await rig.StartAsync();
        using var response = await StartedAsync(rig, events);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Token));

        for (var index = 0; index < 10; index++)
        {
            Assert.Equal("data: x", await reader.ReadLineAsync(Token));
            Assert.Equal("", await reader.ReadLineAsync(Token));
            clock.Advance(TimeSpan.FromSeconds(14));
            events.Release();
        }

        Assert.Equal("", await reader.ReadToEndAsync(Token));
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/event-stream")]
    public async Task Client_Disconnects_UpstreamIsCancelledWithinASecond(string contentType)
    {
        var started = new TaskCompletionSource();
        var cancelled = new TaskCompletionSource();
        await using var rig = await ProxyRig.StartAsync(async context =>
        {
            context.Response.ContentType = contentType;
            await context.Response.WriteAsync("data: 1\n\n", Token);
            await context.Response.Body.FlushAsync(Token);
            using var registration = context.RequestAborted.Register(() => cancelled.TrySetResult());
            started.TrySetResult();
            await cancelled.Task.WaitAsync(ProxyRig.Patience, Token);
        });
        var response = await rig.PostAsync("/srv/mcp", Messages.Call("echo"));
        await started.Task.WaitAsync(ProxyRig.Patience, Token);

        response.Dispose();

        await cancelled.Task.WaitAsync(ProxyRig.Patience, Token);
        Assert.Equal(CallOutcome.ClientGone, (await rig.RecordAsync()).Outcome);
    }

    [Fact]
    public async Task Client_DisconnectsBeforeTheAnswer_UpstreamIsCancelled()
    {
        var started = new TaskCompletionSource();
        var cancelled = new TaskCompletionSource();
        await using var rig = await ProxyRig.StartAsync(async context =>
        {
            using var registration = context.RequestAborted.Register(() => cancelled.TrySetResult());
            started.TrySetResult();
            await cancelled.Task.WaitAsync(ProxyRig.Patience, Token);
        });
        using var give = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var pending = rig.Client.PostAsync("/srv/mcp", new StringContent(Messages.Call("echo"), null, "application/json"), give.Token);
        await started.Task.WaitAsync(ProxyRig.Patience, Token);

        await give.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
        await cancelled.Task.WaitAsync(ProxyRig.Patience, Token);
        Assert.Equal(CallOutcome.ClientGone, (await rig.RecordAsync()).Outcome);
    }

    [Fact]
    public async Task Caller_Revoked_StreamEnds()
    {
        using var revoked = new CancellationTokenSource();
        await using var rig = await ProxyRig.StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: 1\n\n", Token);
            await context.Response.Body.FlushAsync(Token);
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        rig.Access.Add("carol", new Rights { Revoked = revoked.Token });
        using var client = rig.NewClient("carol");
        using var response = await client.GetAsync("/srv/mcp", HttpCompletionOption.ResponseHeadersRead, Token);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Token));
        Assert.Equal("data: 1", await reader.ReadLineAsync(Token));

        await revoked.CancelAsync();

        await Assert.ThrowsAnyAsync<IOException>(() => reader.ReadToEndAsync(Token));
        Assert.Equal(CallOutcome.Unauthenticated, (await rig.RecordAsync()).Outcome);
    }

    [Fact]
    public async Task Client_ReadsSlowly_UpstreamIsHeldBack()
    {
        long written = 0;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await using var rig = await ProxyRig.StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            var chunk = Encoding.ASCII.GetBytes("data: " + new string('x', 16_000) + "\n\n");
            try
            {
                while (true)
                {
                    await context.Response.Body.WriteAsync(chunk, stop.Token);
                    Interlocked.Add(ref written, chunk.Length);
                }
            }
            catch (OperationCanceledException)
            {
                context.Abort();
            }
        });
        using var response = await rig.PostAsync("/srv/mcp", Messages.Call("echo"));
        await using var stream = await response.Content.ReadAsStreamAsync(Token);
        await stream.ReadExactlyAsync(new byte[100], Token);

        // Wait until nothing moves any more: every buffer on the way is full.
        long before;
        do
        {
            before = Interlocked.Read(ref written);
            await Task.Delay(500, Token);
        }
        while (Interlocked.Read(ref written) != before);

        // Socket buffers of four sockets grow to some megabytes; the gateway itself adds less than 200 KB.
        Assert.InRange(before, 1, 40_000_000);
        await stop.CancelAsync();
    }

    [Theory]
    [InlineData("application/json", null)]
    [InlineData("application/json; charset=utf-8", null)]
    [InlineData("text/plain", null)]
    [InlineData("text/event-stream", null)]
    [InlineData("TEXT/Event-Stream;charset=utf-8", null)]
    public async Task ToolsList_AnyFraming_HidesOtherTools(string contentType, string? encoding)
    {
        Assert.Null(encoding);
        await using var rig = await ListRigAsync(contentType, context => { });
        using var client = rig.NewClient("limited");

        using var response = await ProxyRig.PostAsync(client, "/srv/mcp", Messages.ToolsList);
        var text = await response.Content.ReadAsStringAsync(Token);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("echo", text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/event-stream")]
    public async Task ToolsList_Compressed_FailsClosed(string contentType)
    {
        await using var rig = await ListRigAsync(contentType, context => context.Response.Headers.ContentEncoding = "gzip");

        using var response = await rig.PostAsync("/srv/mcp", Messages.ToolsList);

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.DoesNotContain("secret", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_ToolListOnGet_IsFilteredToo()
    {
        await using var rig = await ListRigAsync("text/event-stream", context => { });
        using var client = rig.NewClient("limited");

        var text = await client.GetStringAsync("/srv/mcp", Token);

        Assert.Contains("echo", text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LegacySse_Endpoint_LeadsBackThroughTheGate()
    {
        string? posted = null;
        await using var rig = await ProxyRig.StartAsync(async context =>
        {
            if (context.Request.Method == "GET")
            {
                context.Response.ContentType = "text/event-stream";
                await context.Response.WriteAsync("event: endpoint\ndata: /messages/?session_id=session-of-the-server\n\n", Token);
                return;
            }

            posted = context.Request.Path + context.Request.QueryString;
            context.Response.StatusCode = 202;
        });
        rig.Access.Add("limited", new Rights { Tools = ["echo"] });
        using var limited = rig.NewClient("limited");
        var text = await limited.GetStringAsync("/srv/sse", Token);
        var endpoint = text.Split('\n').Single(line => line.StartsWith("data: ", StringComparison.Ordinal))[6..];
        Assert.StartsWith("/srv/messages/", endpoint, StringComparison.Ordinal);
        Assert.DoesNotContain("session-of-the-server", endpoint, StringComparison.Ordinal);

        using var denied = await ProxyRig.PostAsync(limited, endpoint, Messages.Call("secret"));
        using var stolen = await rig.PostAsync(endpoint, Messages.Call("echo"));
        using var forged = await ProxyRig.PostAsync(limited, "/srv/messages/?session_id=session-of-the-server", Messages.Call("echo"));
        Assert.Null(posted);
        using var allowed = await ProxyRig.PostAsync(limited, endpoint, Messages.Call("echo"));

        Assert.Equal(
            (HttpStatusCode.Forbidden, HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.Accepted),
            (denied.StatusCode, stolen.StatusCode, forged.StatusCode, allowed.StatusCode));
        Assert.Equal("/messages/?session_id=session-of-the-server", posted);
    }

    private static async Task<ProxyRig> ListRigAsync(string contentType, Action<HttpContext> change)
    {
        var rig = await ProxyRig.StartAsync(context =>
        {
            context.Response.ContentType = contentType;
            change(context);
            return context.Response.WriteAsync(
                contentType.StartsWith("text/event", StringComparison.OrdinalIgnoreCase)
                    ? $"event: message\ndata: {Messages.ToolList}\n\n"
                    : Messages.ToolList, Token);
        });
        rig.Access.Add("limited", new Rights { Tools = ["echo"] });
        return rig;
    }

    /// <summary>The upstream's headers come with its first event.</summary>
    private static async Task<HttpResponseMessage> StartedAsync(ProxyRig rig, SemaphoreSlim events)
    {
        events.Release();
        return await rig.Client.GetAsync("/srv/mcp", HttpCompletionOption.ResponseHeadersRead, Token);
    }
}
