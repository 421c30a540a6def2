using System.Buffers;
using System.Text.Json;

namespace McpGateway.Proxy.JsonRpc;

/// <summary>The one writer of JSON-RPC error bodies, and the codes the data plane uses.</summary>
internal static class JsonRpcErrors
{
    public const int ParseError = -32700;
    public const int InvalidRequest = -32600;
    public const int MethodNotFound = -32601;
    public const int InvalidParams = -32602;
    public const int InternalError = -32603;

    /// <summary>SEP-2243: request headers contradict the body, or a required one is missing.</summary>
    public const int HeaderMismatch = -32020;

    public const int UnsupportedProtocolVersion = -32022;

    /// <summary>MCP 2025-11-25: the user has to open an address before the request can succeed.</summary>
    public const int UrlElicitationRequired = -32042;

    /// <summary>A2A 1.0 §5.4: no such task, or not one of the caller's.</summary>
    public const int TaskNotFound = -32001;

    /// <summary>A2A 1.0 §5.4: push notifications are not to be had.</summary>
    public const int PushNotSupported = -32003;

    // Ours lie outside the range that JSON-RPC and MCP reserve (MCP 2026-07-28, "Error Codes"), so they cannot be taken for a server's.

    /// <summary>The caller may not do this.</summary>
    public const int AccessDenied = 40300;

    /// <summary>A tool, prompt or resource that nobody has approved as it is now.</summary>
    public const int Quarantined = 40301;

    /// <summary>No such server, session or message address.</summary>
    public const int NotFound = 40400;

    /// <summary>The body is larger than the gateway takes.</summary>
    public const int TooLarge = 41300;

    /// <summary>The caller has more open, or asks more often, than one caller may.</summary>
    public const int TooManyRequests = 42900;

    /// <summary>The upstream's answer cannot be passed on safely.</summary>
    public const int UpstreamInvalid = 50200;

    /// <summary>The server is switched off, unhealthy or cannot be reached.</summary>
    public const int ServerUnavailable = 50300;

    /// <summary>The upstream did not answer in time.</summary>
    public const int UpstreamTimeout = 50400;

    /// <summary>
    /// Writes one error body. <paramref name="rawId"/> is copied as it stands; empty means <c>null</c>. So is <paramref name="rawData"/>;
    /// empty means none.
    /// </summary>
    public static void Write(
        IBufferWriter<byte> output, ReadOnlySpan<byte> rawId, int code, string message, ReadOnlySpan<byte> rawData = default)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("jsonrpc"u8, "2.0"u8);
        json.WritePropertyName("id"u8);
        if (rawId.IsEmpty)
        {
            json.WriteNullValue();
        }
        else
        {
            json.WriteRawValue(rawId, skipInputValidation: true);
        }

        json.WriteStartObject("error"u8);
        json.WriteNumber("code"u8, code);
        json.WriteString("message"u8, message);
        if (!rawData.IsEmpty)
        {
            json.WritePropertyName("data"u8);
            json.WriteRawValue(rawData, skipInputValidation: true);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void Write(IBufferWriter<byte> output, in JsonRpcFault fault) =>
        Write(output, fault.RawId.Span, fault.Code, fault.Message);
}
