using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;

namespace McpGateway.Proxy.JsonRpc;

/// <summary>
/// The one parser that decides. Strict, so that whatever parses the same bytes upstream cannot come to another conclusion; what it judged
/// is what is forwarded.
/// </summary>
internal static class JsonRpcReader
{
    public const int MaxDepth = 64;

    /// <summary>Messages in one batch. Every element costs a decision and a record.</summary>
    public const int MaxBatch = 1000;

    internal static readonly JsonReaderOptions Strict = new() { MaxDepth = MaxDepth };

    /// <summary>Reads a body whose bytes lie in several buffers. Copies only when there is more than one.</summary>
    public static bool TryRead(in ReadOnlySequence<byte> utf8, out JsonRpcBody body, out JsonRpcFault fault) =>
        TryRead(utf8.IsSingleSegment ? utf8.First : utf8.ToArray(), out body, out fault);

    /// <summary>
    /// Reads a whole body. The messages keep slices of <paramref name="utf8"/>: it must stay unchanged while they are used.
    /// </summary>
    public static bool TryRead(ReadOnlyMemory<byte> utf8, out JsonRpcBody body, out JsonRpcFault fault)
    {
        body = default;
        var span = utf8.Span;
        if (BytesProblem(span) is { } problem)
        {
            fault = new JsonRpcFault(JsonRpcErrors.ParseError, problem, default);
            return false;
        }

        var reader = new Utf8JsonReader(span, Strict);
        try
        {
            reader.Read();
            var read = reader.TokenType == JsonTokenType.StartArray
                ? TryReadBatch(utf8, ref reader, out body, out fault)
                : TryReadSingle(utf8, ref reader, out body, out fault);

            // Trailing data is an error of the reader's; it also goes first where the message is wrong too.
            while (reader.Read())
            {
            }

            return read;
        }
        catch (JsonException exception)
        {
            body = default;
            fault = new JsonRpcFault(JsonRpcErrors.ParseError, Describe(exception), default);
            return false;
        }
    }

    internal static string? BytesProblem(ReadOnlySpan<byte> utf8) =>
        utf8.IsEmpty ? "The body is empty: send one JSON-RPC message."
        : utf8.StartsWith("\uFEFF"u8) ? "The body starts with a byte order mark: send plain UTF-8 without it."
        : !Utf8.IsValid(utf8) ? "The body is not valid UTF-8."
        : null;

    private static bool TryReadSingle(ReadOnlyMemory<byte> utf8, ref Utf8JsonReader reader, out JsonRpcBody body, out JsonRpcFault fault)
    {
        body = default;
        fault = default;
        var message = new MessageReader(utf8);
        if (!message.TryRead(ref reader, out var read))
        {
            fault = message.Fault;
            return false;
        }

        body = new JsonRpcBody(read);
        return true;
    }

    private static bool TryReadBatch(ReadOnlyMemory<byte> utf8, ref Utf8JsonReader reader, out JsonRpcBody body, out JsonRpcFault fault)
    {
        body = default;
        var messages = new List<JsonRpcMessage>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var message = new MessageReader(utf8);
            if (!message.TryRead(ref reader, out var read))
            {
                fault = new JsonRpcFault(message.Fault.Code, $"Batch element {messages.Count}: {message.Fault.Message}", default);
                return false;
            }

            messages.Add(read);
            if (messages.Count > MaxBatch)
            {
                fault = new JsonRpcFault(JsonRpcErrors.InvalidRequest, $"A batch holds at most {MaxBatch} messages.", default);
                return false;
            }
        }

        if (messages.Count == 0)
        {
            fault = new JsonRpcFault(JsonRpcErrors.InvalidRequest, "The batch is empty: send at least one message.", default);
            return false;
        }

        fault = default;
        body = new JsonRpcBody(messages.ToArray());
        return true;
    }

    /// <summary>The position helps; the reader's own text may quote the body, so it is not used.</summary>
    internal static string Describe(JsonException exception) =>
        $"The body is not one valid JSON text nested at most {MaxDepth} levels deep "
        + $"(line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}).";
}
