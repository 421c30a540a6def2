using System.Net;
using System.Text;
using System.Text.Json;
using McpGateway.Proxy.Recording;
using Microsoft.AspNetCore.Http;

namespace McpGateway.IntegrationTests.Proxy;

/// <summary>
/// Answers to calls that cross buffers, with JSON-RPC ids inside: each is its own caller's, byte for byte, and recorded once.
/// </summary>
public sealed class LargeAnswerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("application/json", 1)]
    [InlineData("application/json", 2)]
    [InlineData("text/event-stream", 3)]
    [InlineData("text/event-stream", 4)]
    public async Task Calls_AtOnce_AnsweredInParts_GetTheirOwnAnswersAndRecords(string mediaType, int seed)
    {
        const int Calls = 12;
        await using var rig = await ProxyRig.StartAsync(context => AnswerAsync(context, mediaType, seed));

        var bodies = await Task.WhenAll(Enumerable.Range(1, Calls).Select(id => CallAsync(rig, id)));

        Assert.Equal(Enumerable.Range(1, Calls).Select(id => Body(id, mediaType)), bodies);
        var records = await rig.RecordsAsync(Calls);
        Assert.All(records, record => Assert.Equal(
            ("tools/call", "echo", CallOutcome.Forwarded, 200), (record.Method, record.Target, record.Outcome, record.Status)));
        Assert.Equal(
            bodies.Select(static body => (long)body.Length).Order(), records.Select(static record => record.ResponseBytes).Order());
    }

    private static async Task<string> CallAsync(ProxyRig rig, int id)
    {
        using var answer = await rig.PostAsync("/srv/mcp", Messages.Call("echo", $"{id}"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(Token);
    }

    /// <summary>Around and above 16 KiB, up to more than is held of a stream. The id stands last.</summary>
    private static string Body(int id, string mediaType)
    {
        var quoted = "{\\\"jsonrpc\\\":\\\"2.0\\\",\\\"id\\\":99,\\\"result\\\":{\\\"tools\\\":[]}}";
        var filler = new string('z', (16 * 1024) - 200 + (id * id * 3_000));
        var json = $"{{\"jsonrpc\":\"2.0\",\"result\":{{\"content\":[{{\"id\":98,\"type\":\"text\","
            + $"\"text\":\"{quoted}{filler}\"}}]}},\"id\":{id}}}";
        var progress = """{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":97,"progress":1}}""";
        return mediaType == "application/json" ? json : $"data: {progress}\n\nevent: message\ndata: {json}\n\n";
    }

    private static async Task AnswerAsync(HttpContext context, string mediaType, int seed)
    {
        using var request = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: Token);
        var id = request.RootElement.GetProperty("id").GetInt32();
        var bytes = Encoding.UTF8.GetBytes(Body(id, mediaType));
#pragma warning disable CA5394 // cuts that can be had again
        var random = new Random((seed * 1000) + id);
        context.Response.ContentType = mediaType;
        for (var at = 0; at < bytes.Length;)
        {
            var count = Math.Min(bytes.Length - at, random.Next(2) == 0 ? random.Next(1, 50) : random.Next(1, 40_000));
            await context.Response.Body.WriteAsync(bytes.AsMemory(at, count), Token);
            await context.Response.Body.FlushAsync(Token);
            at += count;
        }
#pragma warning restore CA5394
    }
}
