using System.Buffers;
using System.Text.Json;

namespace McpGateway.Proxy.JsonRpc;

/// <summary>Error bodies of A2A's HTTP binding: JSON of <c>google.rpc.Status</c> (A2A 1.0 §11.6).</summary>
internal static class StatusError
{
    /// <param name="output">Gets the body.</param>
    /// <param name="status">HTTP status.</param>
    /// <param name="message">Says what to do.</param>
    /// <param name="rpcCode">The code that the JSON-RPC binding has for the same; names the reason where A2A has a name for it.</param>
    public static void Write(IBufferWriter<byte> output, int status, string message, int rpcCode = 0)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteStartObject("error"u8);
        json.WriteNumber("code"u8, status);
        json.WriteString("status"u8, NameOf(status));
        json.WriteString("message"u8, message);
        if (ReasonOf(rpcCode) is { } reason)
        {
            json.WriteStartArray("details"u8);
            json.WriteStartObject();
            json.WriteString("@type"u8, "type.googleapis.com/google.rpc.ErrorInfo"u8);
            json.WriteString("reason"u8, reason);
            json.WriteString("domain"u8, "a2a-protocol.org"u8);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string? ReasonOf(int rpcCode) => rpcCode switch
    {
        JsonRpcErrors.TaskNotFound => "TASK_NOT_FOUND",
        JsonRpcErrors.PushNotSupported => "PUSH_NOTIFICATION_NOT_SUPPORTED",
        _ => null,
    };

    /// <summary>Names of <c>google.rpc.Code</c>.</summary>
    private static string NameOf(int status) => status switch
    {
        400 or 413 or 415 => "INVALID_ARGUMENT",
        401 => "UNAUTHENTICATED",
        403 => "PERMISSION_DENIED",
        404 or 405 => "NOT_FOUND",
        429 => "RESOURCE_EXHAUSTED",
        503 => "UNAVAILABLE",
        504 => "DEADLINE_EXCEEDED",
        _ => "INTERNAL",
    };
}
