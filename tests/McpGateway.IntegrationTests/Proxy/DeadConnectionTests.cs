using System.Net;
using System.Text;
using McpGateway.Proxy.Recording;

namespace McpGateway.IntegrationTests.Proxy;

/// <summary>Upstreams that close connections which the gateway keeps for the next call.</summary>
public sealed class DeadConnectionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Content-Length: 37\r\n\r\n{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{ }}")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n25\r\n{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{ }}\r\n0\r\n\r\n")]
    public async Task Server_ClosesAfterEachAnswerWithoutSayingSo_EveryCallSucceeds(string answer)
    {
        await using var upstream = new RawUpstream(
            RawUpstream.Answers($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n{answer}"));
        await using var rig = new ProxyRig();
        rig.AddRoute("/srv", upstream.Address);
        await rig.StartAsync();
        var failed = 0;

        await Parallel.ForAsync(0, 800, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Token }, async (_, _) =>
        {
            using var response = await rig.PostAsync("/srv/mcp", Messages.Call("echo"));
            Interlocked.Add(ref failed, response.StatusCode == HttpStatusCode.OK ? 0 : 1);
        });

        Assert.Equal(0, failed);
    }

    [Fact]
    public async Task Server_RestartsBetweenCalls_NextCallSucceeds()
    {
        var restarted = new TaskCompletionSource();
        await using var upstream = new RawUpstream(async (stream, token) =>
        {
            await RawUpstream.ReadRequestAsync(stream, token);
            await stream.WriteAsync(
                Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {Messages.Answer.Length}\r\n\r\n{Messages.Answer}"), token);
            await restarted.Task.WaitAsync(token);
        });
        await using var rig = new ProxyRig();
        rig.AddRoute("/srv", upstream.Address);
        await rig.StartAsync();
        using var before = await rig.PostAsync("/srv/mcp", Messages.Call("echo"));
        await before.Content.ReadAsStringAsync(Token);

        restarted.SetResult();
        using var after = await rig.PostAsync("/srv/mcp", Messages.Call("echo"));

        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
        Assert.All(await rig.RecordsAsync(2), record => Assert.Equal(CallOutcome.Forwarded, record.Outcome));
    }

    [Fact]
    public async Task Connection_BreaksInTheMiddleOfAnAnswer_IsNotRepeated()
    {
        var calls = 0;
        await using var upstream = new RawUpstream(async (stream, token) =>
        {
            while (true)
            {
                await RawUpstream.ReadRequestAsync(stream, token);
                var isFirst = Interlocked.Increment(ref calls) == 1;
                var rest = isFirst ? "Content-Length: 2\r\n\r\n{}" : "";
                await stream.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\n" + rest), token);
                if (!isFirst)
                {
                    return;
                }
            }
        });
        await using var rig = new ProxyRig();
        rig.AddRoute("/srv", upstream.Address);
        await rig.StartAsync();
        using var one = await rig.PostAsync("/srv/mcp", Messages.Call("echo"));
        await one.Content.ReadAsStringAsync(Token);

        using var two = await rig.PostAsync("/srv/mcp", Messages.Call("echo"));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.BadGateway, 2), (one.StatusCode, two.StatusCode, calls));
    }
}
