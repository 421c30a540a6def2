using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using McpGateway.IntegrationTests.Health;
using Microsoft.AspNetCore.Http;

namespace McpGateway.IntegrationTests.Admission;

/// <summary>A real HTTP server that takes what the gateway posts, and answers as a test says.</summary>
internal sealed class HookReceiver : IAsyncDisposable
{
    private readonly Channel<Posted> _posted = Channel.CreateUnbounded<Posted>();
    private ScriptedServer _server = null!;
    private int _count;

    /// <summary>Status and body of the answer to the request of this number, from 1.</summary>
    public Func<int, (int Status, string Body)> Answer { get; set; } = static _ => (200, "{}");

    public string Url => _server.Address + "/hook";

    public int Count => Volatile.Read(ref _count);

    public static async Task<HookReceiver> StartAsync()
    {
        var receiver = new HookReceiver();
        receiver._server = await ScriptedServer.StartAsync(receiver.TakeAsync);
        return receiver;
    }

    public async Task<Posted> NextAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Eventually.Patience);
        return await _posted.Reader.ReadAsync(limit.Token);
    }

    /// <summary>The next request that is wanted; others before it are passed over.</summary>
    public async Task<Posted> NextAsync(Func<Posted, bool> isWanted)
    {
        while (true)
        {
            var posted = await NextAsync();
            if (isWanted(posted))
            {
                return posted;
            }
        }
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var (status, text) = Answer(Interlocked.Increment(ref _count));
        _posted.Writer.TryWrite(new(
            body.ToArray(), context.Request.Headers.ToDictionary(
                static header => header.Key, static header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase)));
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(text, context.RequestAborted);
    }

    /// <summary>One request that was received.</summary>
    internal sealed record Posted(byte[] Body, IReadOnlyDictionary<string, string> Headers)
    {
        public JsonElement Json => JsonElement.Parse(Body);

        public string Text => Encoding.UTF8.GetString(Body);

        /// <summary>Both signatures of a webhook, over these bytes and over the time that was stated.</summary>
        public void AssertSigned(string secret)
        {
            var key = Encoding.UTF8.GetBytes(secret);
            Assert.Equal("sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(key, Body)), Headers["X-Registry-Signature"]);
            var timestamp = Headers["X-Registry-Timestamp"];
            byte[] timed = [.. Encoding.ASCII.GetBytes(timestamp + "."), .. Body];
            Assert.Equal("sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(key, timed)), Headers["X-Registry-Signature-Timed"]);
            Assert.True(long.Parse(timestamp, CultureInfo.InvariantCulture) > 1_700_000_000);
        }
    }
}
