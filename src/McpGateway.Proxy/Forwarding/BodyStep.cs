using System.Buffers;
using McpGateway.Proxy.A2a;
using McpGateway.Proxy.Admission;
using McpGateway.Proxy.JsonRpc;
using McpGateway.Proxy.Outbound;
using McpGateway.Proxy.Recording;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace McpGateway.Proxy.Forwarding;

/// <summary>Reads the JSON body of a request within its limits.</summary>
internal sealed class BodyStep(MemoryBudget memory, IOptions<ProxyOptions> options)
{
    /// <summary>A hostile body of some megabytes takes long to judge: it is judged where it holds up nobody.</summary>
    private const int LargeBody = 64 * 1024;

    /// <returns>False when the body was refused; then the refusal has been written.</returns>
    public async ValueTask<bool> TryReadAsync(ProxyExchange exchange)
    {
        var context = exchange.Context;
        if (!ContentRule.Allows(context.Request, exchange.Route.Agent is not null))
        {
            exchange.Outcome = CallOutcome.Invalid;
            await GatewayError.WriteAsync(
                context, StatusCodes.Status415UnsupportedMediaType, "content_type",
                "Send Content-Type: application/json, in UTF-8 and without Content-Encoding.");
            return false;
        }

        exchange.Memory = context.Request.ContentLength is <= MemoryBudget.Free ? null : memory.For(exchange.Caller!.Subject);
        var (result, body) = await BodyReader.ReadAsync(context, options.Value.MaxRequestBytes, exchange.Memory, context.RequestAborted);
        if (result == BodyResult.NoMemory)
        {
            context.Response.Headers.Connection = "close";
            await NoMemoryAsync(exchange);
            return false;
        }

        if (result == BodyResult.TooLarge)
        {
            exchange.Outcome = CallOutcome.Invalid;
            context.Response.Headers.Connection = "close";
            await GatewayError.WriteAsync(
                context, StatusCodes.Status413PayloadTooLarge, "too_large", JsonRpcErrors.TooLarge,
                $"The body is larger than {options.Value.MaxRequestBytes} bytes.", exchange.Message);
            return false;
        }

        exchange.Body = body;
        if (body.Length > LargeBody)
        {
            await SocketThread.LeaveAsync();
        }

        return true;
    }

    /// <summary>What was judged is what is forwarded, with the agent's ids in place of the caller's.</summary>
    /// <returns>False when there is no memory for it; then the refusal has been written.</returns>
    public async ValueTask<bool> TryRewriteAsync(ProxyExchange exchange, RequestWalk walk)
    {
        if (!walk.IsChanged)
        {
            return true;
        }

        // Both are held while the one is made of the other.
        var length = walk.ChangedLength;
        var both = Math.Max(exchange.Memory?.Held ?? 0, exchange.Body.Length) + length;
        if (both > MemoryBudget.Free && !(exchange.Memory ??= memory.For(exchange.Caller!.Subject)).TryResize(both))
        {
            await NoMemoryAsync(exchange);
            return false;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(length);
        walk.CopyTo(buffer.AsSpan(0, length));
        exchange.Body.Return();
        exchange.Body = new PooledBody(buffer, length);
        exchange.Memory?.TryResize(length);
        return true;
    }

    private static Task NoMemoryAsync(ProxyExchange exchange) =>
        McpForwarder.FailAsync(exchange, UpstreamFailure.NoMemory, TimeSpan.FromSeconds(1));
}
