using System.Net;
using McpGateway.Proxy.Streaming;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using static McpGateway.IntegrationTests.Proxy.AgentCallTests;

namespace McpGateway.IntegrationTests.Proxy;

/// <summary>Agents take of the room and the memory that servers take of, and no caller gets all of it.</summary>
public sealed class AgentAdmissionTests
{
    private const int Megabyte = 1024 * 1024;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The body is held twice while ids are exchanged in it, once when nothing is.</summary>
    [Theory]
    [InlineData(true, 4, HttpStatusCode.ServiceUnavailable)]
    [InlineData(true, 7, HttpStatusCode.OK)]
    [InlineData(false, 4, HttpStatusCode.OK)]
    public async Task Body_ThatIsRewritten_IsPaidForTwice(bool isRewritten, int megabytes, HttpStatusCode expected)
    {
        var (rig, agent) = await ScriptedAgent.StartAsync(rig: new ProxyRig
        {
            Configure = options =>
            {
                options.MaxBufferedBytes = megabytes * Megabyte;
                if (!isRewritten)
                {
                    options.AgentsWithOwnContexts.Add("/travel");
                }
            },
        });
        await using var _ = rig;
        agent.Instead = static context => context.Response.WriteAsync("""{"jsonrpc":"2.0","id":7,"result":{}}""");

        using var response = await rig.PostAsync("/travel", Large(1_200_000));

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(expected == HttpStatusCode.OK ? 1 : 0, agent.Seen.Count);

        // It was paid back: what the first one held would not be there for the second.
        await rig.RecordAsync();
        using var another = await rig.PostAsync("/travel", Large(expected == HttpStatusCode.OK ? 1_200_000 : 700_000));
        Assert.Equal(HttpStatusCode.OK, another.StatusCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Subscriptions_OfOneCaller_LeaveStreamsAndCallsToOthersAndEndTogether(bool isRpc)
    {
        var (rig, agent) = await ScriptedAgent.StartAsync(rig: new ProxyRig
        {
            Configure = options => (options.MaxStreamsPerServer, options.MaxConcurrentPerServer) = (20, 2),
        });
        await using var _ = rig;
        using var bob = rig.NewClient("bob");
        var (mine, bobs) = (await BeginAsync(rig.Client), await BeginAsync(bob));
        agent.Instead = HangAsync;
        var streams = new List<HttpResponseMessage>();
        for (var count = 0; count < 10; count++)
        {
            streams.Add(await SubscribeAsync(rig.Client, mine, isRpc));
        }

        using var refused = await SubscribeAsync(rig.Client, mine, isRpc);
        using var other = await SubscribeAsync(bob, bobs, isRpc);
        agent.Instead = null;
        await BeginAsync(rig.Client);
        await BeginAsync(bob);

        Assert.All([.. streams, other], open => Assert.Equal(HttpStatusCode.OK, open.StatusCode));
        Assert.Equal(
            (HttpStatusCode.TooManyRequests, "share_used"),
            (refused.StatusCode, refused.Headers.GetValues("X-Gateway-Error").Single()));
        rig.Provider.GetRequiredService<StandingStreams>().EndAll();
        foreach (var stream in streams)
        {
            Assert.Contains("step-0", await stream.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
            stream.Dispose();
        }
    }

    /// <summary>A stream that answers a message is a call: it ends by itself, and standing streams that end do not end it.</summary>
    [Fact]
    public async Task Stream_OfAMessage_TakesTheRoomOfACall()
    {
        var (rig, agent) = await ScriptedAgent.StartAsync(rig: new ProxyRig
        {
            Configure = options => (options.MaxStreamsPerServer, options.MaxConcurrentPerServer) = (1, 4),
        });
        await using var _ = rig;
        var one = await rig.PostAsync("/travel", Rpc("SendStreamingMessage", """{"message":{}}"""));
        var two = await rig.PostAsync("/travel", Rpc("SendStreamingMessage", """{"message":{}}"""));
        using var refused = await rig.PostAsync("/travel", Rpc("SendStreamingMessage", """{"message":{}}"""));

        Assert.Equal(
            (HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests), (one.StatusCode, two.StatusCode, refused.StatusCode));
        rig.Provider.GetRequiredService<StandingStreams>().EndAll();
        agent.Next.Release(6);
        foreach (var stream in (HttpResponseMessage[])[one, two])
        {
            Assert.Contains("step-3", await stream.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
            stream.Dispose();
        }
    }

    /// <summary>An event that is not complete is held, of the same memory as bodies and lists.</summary>
    [Fact]
    public async Task Event_LargerThanTheMemoryThatIsLeft_IsReplacedAndPaidBack()
    {
        var (rig, agent) = await ScriptedAgent.StartAsync(
            rig: new ProxyRig { Configure = options => options.MaxBufferedBytes = Megabyte });
        await using var _ = rig;
        agent.Instead = async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync(
                $$$$"""data: {"id":7,"result":{"task":{"id":"t1","x":"{{{{new string('x', 2 * Megabyte)}}}}"}}}""" + "\n\n", Token);
            await context.Response.WriteAsync("""data: {"id":7,"result":{"task":{"id":"t1","y":"after"}}}""" + "\n\n", Token);
        };

        using var response = await rig.PostAsync("/travel", Rpc("SendStreamingMessage", """{"message":{}}"""));
        var text = await response.Content.ReadAsStringAsync(Token);

        Assert.Contains("50200", text, StringComparison.Ordinal);
        Assert.Contains("after", text, StringComparison.Ordinal);
        Assert.DoesNotContain("xxx", text, StringComparison.Ordinal);
        agent.Instead = null;
        await rig.RecordAsync();
        using var another = await rig.PostAsync("/travel", Large(200_000));
        Assert.Equal(HttpStatusCode.OK, another.StatusCode);
    }

    private static string Large(int length) =>
        Rpc("SendMessage", $$$"""{"message":{"messageId":"{{{new string('x', length)}}}"}}""");

    private static async Task<string> BeginAsync(HttpClient client)
    {
        using var response = await ProxyRig.PostAsync(client, "/travel", Rpc("SendMessage", """{"message":{}}"""));
        return (await JsonAsync(response)).GetProperty("result").GetProperty("task").GetProperty("id").GetString()!;
    }

    private static Task<HttpResponseMessage> SubscribeAsync(HttpClient client, string task, bool isRpc) => isRpc
        ? ProxyRig.PostAsync(client, "/travel", Rpc("SubscribeToTask", $$"""{"id":"{{task}}"}"""))
        : client.GetAsync(new Uri($"/travel/tasks/{task}:subscribe", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Token);

    /// <summary>One event, then silence.</summary>
    private static async Task HangAsync(HttpContext context)
    {
        const string Update = """{"statusUpdate":{"taskId":"t1","status":{"state":"step-0"}}}""";
        context.Response.ContentType = "text/event-stream";
        var data = HttpMethods.IsPost(context.Request.Method) ? $$"""{"jsonrpc":"2.0","id":7,"result":{{Update}}}""" : Update;
        await context.Response.WriteAsync($"data: {data}\n\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
    }
}
