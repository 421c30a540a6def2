using System.Buffers;
using System.Globalization;
using System.Text.Json;
using McpGateway.Proxy.JsonRpc;
using McpGateway.Proxy.Protocol;
using Microsoft.AspNetCore.Http;

namespace McpGateway.Proxy.Forwarding;

/// <summary>
/// Answers that the gateway itself gives. Each carries <see cref="Header"/>, which no upstream can set, so they are never mistaken.
/// </summary>
internal static class GatewayError
{
    /// <summary>Present on the gateway's own errors only.</summary>
    public const string Header = GatewayHeaders.Error;

    /// <summary><c>{"error": "…"}</c>: for what is refused before a message was read.</summary>
    public static Task WriteAsync(HttpContext context, int status, string kind, string message)
    {
        if (!Start(context, status, kind))
        {
            return Task.CompletedTask;
        }

        var output = new ArrayBufferWriter<byte>(64);
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteString("error"u8, message);
            json.WriteEndObject();
        }

        return SendAsync(context, output);
    }

    /// <summary>A JSON-RPC error with the id of the request, or one per request of a batch.</summary>
    public static Task WriteAsync(
        HttpContext context, int status, string kind, int code, string message, in JsonRpcBody body, ReadOnlyMemory<byte> rawData = default)
    {
        if (!Start(context, status, kind))
        {
            return Task.CompletedTask;
        }

        var output = new ArrayBufferWriter<byte>(256);
        if (body is { IsBatch: false, Count: 1 } && body[0].Kind == JsonRpcKind.HttpCall)
        {
            StatusError.Write(output, status, message, code);
        }
        else if (body.IsBatch)
        {
            WriteBatch(output, code, message, body, rawData.Span);
        }
        else
        {
            JsonRpcErrors.Write(
                output, body.Count == 1 && body[0].Kind == JsonRpcKind.Request ? body[0].RawId.Span : default, code, message, rawData.Span);
        }

        return SendAsync(context, output);
    }

    public static Task WriteAsync(HttpContext context, int status, string kind, in JsonRpcFault fault)
    {
        if (!Start(context, status, kind))
        {
            return Task.CompletedTask;
        }

        var output = new ArrayBufferWriter<byte>(256);
        JsonRpcErrors.Write(output, fault);
        return SendAsync(context, output);
    }

    public static void RetryAfter(HttpContext context, TimeSpan time) =>
        context.Response.Headers.RetryAfter = ((int)Math.Max(1, Math.Ceiling(time.TotalSeconds))).ToString(CultureInfo.InvariantCulture);

    private static void WriteBatch(
        ArrayBufferWriter<byte> output, int code, string message, in JsonRpcBody body, ReadOnlySpan<byte> rawData)
    {
        var separator = "["u8;
        foreach (var element in body)
        {
            if (element.Kind == JsonRpcKind.Request)
            {
                output.Write(separator);
                JsonRpcErrors.Write(output, element.RawId.Span, code, message, rawData);
                separator = ","u8;
            }
        }

        if (output.WrittenCount == 0)
        {
            JsonRpcErrors.Write(output, default, code, message, rawData);
        }
        else
        {
            output.Write("]"u8);
        }
    }

    /// <summary>
    /// Once an answer is under way it cannot be replaced: the connection is cut, so that nobody takes a part for the whole.
    /// </summary>
    private static bool Start(HttpContext context, int status, string kind)
    {
        if (context.Response.HasStarted || context.Response.BodyWriter.UnflushedBytes > 0)
        {
            context.Abort();
            return false;
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers[Header] = kind;
        return true;
    }

    private static Task SendAsync(HttpContext context, ArrayBufferWriter<byte> output)
    {
        context.Response.ContentLength = output.WrittenCount;
        return context.Response.Body.WriteAsync(output.WrittenMemory, context.RequestAborted).AsTask();
    }
}
