using System.Buffers;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Proxy.Protocol;
using ModelContextProtocol.Protocol;

namespace McpGateway.Core.BuiltIn;

/// <summary>Reads one POST of the Streamable HTTP transport and checks what the transport asks of it.</summary>
internal static class McpRequestReader
{
    private const int UnsupportedVersion = -32022;
    private const int HeaderMismatch = -32020;

    /// <summary>Whether every request stands alone and says so in <c>_meta</c> (SEP-2575).</summary>
    public static bool IsStateless(string? revision) =>
        revision is not null && string.CompareOrdinal(revision, McpRevisions.FirstSelfDescribing) >= 0;

    public static string? HeaderOf(HttpRequestMessage request, string name) =>
        request.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    /// <summary>The message, or the answer that refuses it.</summary>
    public static async Task<(JsonRpcMessage? Message, HttpResponseMessage? Refusal)> ReadAsync(
        HttpRequestMessage request, int maxBytes, CancellationToken cancellationToken)
    {
        var body = await ReadBodyAsync(request, maxBytes, cancellationToken);
        if (body is null)
        {
            return (null, McpAnswers.Error(HttpStatusCode.RequestEntityTooLarge, -32600, $"The request is larger than {maxBytes} bytes."));
        }

        JsonRpcMessage? message;
        try
        {
            message = JsonSerializer.Deserialize(body.Value.Span, McpAnswers.MessageJson);

            // Names are looked at when the parameters are first read: now, while a name that is there twice is still the sender's mistake.
            _ = message is null ? null : ((ParamsOf(message) as JsonObject)?["_meta"] as JsonObject)?.Count;
        }
        catch (Exception unreadable) when (unreadable is JsonException or ArgumentException or InvalidOperationException)
        {
            message = null;
        }

        if (message is null)
        {
            return (null, McpAnswers.Error(HttpStatusCode.BadRequest, -32600, "The body is not one JSON-RPC message."));
        }

        return Check(message, HeaderOf(request, McpHeaders.ProtocolVersion)) is { } refusal ? (null, refusal) : (message, null);
    }

    private static HttpResponseMessage? Check(JsonRpcMessage message, string? revision)
    {
        var id = message is JsonRpcRequest request ? request.Id : default;
        if (revision is not null && !McpRevisions.Supported.Contains(revision))
        {
            return Unsupported(revision, id);
        }

        var meta = (ParamsOf(message) as JsonObject)?["_meta"] as JsonObject;
        var stated = meta?[McpMeta.ProtocolVersion] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
        if (!IsStateless(revision) && !IsStateless(stated))
        {
            return null;
        }

        if (stated is null)
        {
            // A notification gets no answer, so refusing it would only lose a cancellation.
            return message is JsonRpcRequest
                ? McpAnswers.Error(
                    HttpStatusCode.BadRequest, -32602, $"Requests of revision {revision} must carry _meta/{McpMeta.ProtocolVersion}.", id)
                : null;
        }

        if (!string.Equals(revision, stated, StringComparison.Ordinal))
        {
            return McpAnswers.Error(
                HttpStatusCode.BadRequest,
                HeaderMismatch,
                $"MCP-Protocol-Version does not agree with _meta/{McpMeta.ProtocolVersion}.", id);
        }

        return message is JsonRpcRequest && meta?[McpMeta.ClientCapabilities] is not JsonObject
            ? McpAnswers.Error(
                HttpStatusCode.BadRequest, -32602, $"Requests of revision {revision} must carry _meta/{McpMeta.ClientCapabilities}.", id)
            : null;
    }

    private static HttpResponseMessage Unsupported(string revision, RequestId id)
    {
        var supported = new JsonArray([.. McpRevisions.Supported.Select(known => JsonValue.Create(known))]);
        var error = new JsonRpcError
        {
            Id = id,
            Error = new()
            {
                Code = UnsupportedVersion,
                Message = $"Protocol revision '{revision}' is not supported.",
                Data = new JsonObject { ["supported"] = supported, ["requested"] = revision },
            },
        };
        var answer = McpAnswers.Error(HttpStatusCode.BadRequest, UnsupportedVersion, "", id);
        answer.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes<JsonRpcMessage>(error, McpAnswers.MessageJson));
        answer.Content.Headers.ContentType = new("application/json");
        return answer;
    }

    private static JsonNode? ParamsOf(JsonRpcMessage message) => message switch
    {
        JsonRpcRequest request => request.Params,
        JsonRpcNotification notification => notification.Params,
        _ => null,
    };

    private static async Task<ReadOnlyMemory<byte>?> ReadBodyAsync(
        HttpRequestMessage request, int maxBytes, CancellationToken cancellationToken)
    {
        if (request.Content is null)
        {
            return ReadOnlyMemory<byte>.Empty;
        }

        var stream = await request.Content.ReadAsStreamAsync(cancellationToken);
        var body = new ArrayBufferWriter<byte>(4096);
        while (true)
        {
            var read = await stream.ReadAsync(body.GetMemory(4096), cancellationToken);
            if (read == 0)
            {
                return body.WrittenMemory;
            }

            body.Advance(read);
            if (body.WrittenCount > maxBytes)
            {
                return null;
            }
        }
    }
}
