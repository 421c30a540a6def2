using System.Text;
using Microsoft.AspNetCore.Http;

namespace McpGateway.Load.Attack;

/// <summary>
/// The server that the attack uses, and others with it: streams that stand, events of 15 MB that never end, large answers, and a call that
/// is answered at once.
/// </summary>
internal static class AttackUpstream
{
    /// <summary>Bytes of an event that is not finished, below what the gateway holds of a list.</summary>
    public const int UnfinishedBytes = 15_500_000;

    /// <summary>Bytes of the answer that slow readers read.</summary>
    public const int LargeBytes = 1_000_000;

    private static readonly byte[] Block = [.. Enumerable.Repeat((byte)'x', 64 * 1024)];

    public static Task<int> RunAsync() => Upstream.RunAsync(AnswerAsync, static kestrel => kestrel.Limits.MinResponseDataRate = null);

    private static async Task AnswerAsync(HttpContext context)
    {
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await StandAsync(context, ": open\n\n");
            return;
        }

        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        if (body.Contains("\"attack\"", StringComparison.Ordinal))
        {
            await NeverEndAsync(context);
        }
        else if (body.Contains("\"large\"", StringComparison.Ordinal))
        {
            await AnswerLargeAsync(context);
        }
        else
        {
            await Upstream.AnswerTextAsync(context, body);
        }
    }

    private static async Task NeverEndAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        await context.Response.WriteAsync("data: {\"jsonrpc\":\"2.0\",\"id\":\"attack\",\"result\":{\"tools\":[],\"a\":\"");
        for (var sent = 0; sent < UnfinishedBytes; sent += Block.Length)
        {
            await context.Response.Body.WriteAsync(Block, context.RequestAborted);
        }

        await StandAsync(context, "");
    }

    private static async Task AnswerLargeAsync(HttpContext context)
    {
        const string Head = """{"jsonrpc":"2.0","id":"large","result":{"content":[{"type":"text","text":" """;
        const string Tail = "\"}]}}";
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = Head.Length + LargeBytes + Tail.Length;
        await context.Response.WriteAsync(Head, context.RequestAborted);
        for (var left = LargeBytes; left > 0; left -= Block.Length)
        {
            await context.Response.Body.WriteAsync(Block.AsMemory(0, Math.Min(left, Block.Length)), context.RequestAborted);
        }

        await context.Response.WriteAsync(Tail, context.RequestAborted);
    }

    private static async Task StandAsync(HttpContext context, string first)
    {
        context.Response.ContentType ??= "text/event-stream";
        await context.Response.WriteAsync(first, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        try
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            // The client has gone.
        }
    }
}
