using System.Buffers;
using System.Text.Json;
using McpGateway.Proxy.JsonRpc;
using McpGateway.Proxy.Protocol;
using McpGateway.Proxy.Streaming;

namespace McpGateway.Proxy.A2a;

/// <summary>
/// Rewrites one call's answers, as a whole or event by event. What cannot be read is not passed on: it could hold an id that the client
/// must not have in this form.
/// </summary>
internal sealed class A2aAnswers(A2aOperation operation, bool isJsonRpc, A2aIds ids, A2aExpectation expected) : ISseTransform
{
    public const string Withheld = "The agent's answer cannot be read, so it is withheld.";

    public const string TooLarge = "The agent's answer is too large for the gateway to read (Proxy:MaxFilteredBytes), so it is withheld.";

    /// <summary>Rewrites a whole answer.</summary>
    /// <param name="json">What the agent sent; may be empty.</param>
    /// <param name="isFailure">Whether its HTTP status says that the call failed.</param>
    /// <param name="output">Gets the text to send instead; stays untouched when the result is <see cref="FilterResult.Unchanged"/> or
    /// <see cref="FilterResult.Refused"/>.</param>
    public FilterResult Filter(ReadOnlyMemory<byte> json, bool isFailure, IBufferWriter<byte> output)
    {
        if (json.IsEmpty)
        {
            return FilterResult.Unchanged;
        }

        if (!isJsonRpc && !isFailure && A2aShapes.Result(operation) is null)
        {
            return Card(json, output);
        }

        // Readers overlook a byte order mark, this one does not.
        var mark = json.Span.StartsWith("\uFEFF"u8) ? 3 : 0;
        var walk = new AnswerWalk(json[mark..], ids, expected);
        try
        {
            walk.Run(isJsonRpc ? A2aShapes.Response(operation) : isFailure ? A2aShapes.Failure : A2aShapes.Result(operation)!);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The page of a server that failed holds no ids where the protocol has them.
            return isFailure ? FilterResult.Unchanged : FilterResult.Refused;
        }

        var isPage = isFailure && !walk.IsObject;
        return walk.IsOfAnotherRequest || (walk.Problem is not null && !isPage) ? FilterResult.Refused
            : walk.TryWrite(output) ? FilterResult.Filtered
            : FilterResult.Unchanged;
    }

    public SseVerdict Transform(in SseEvent read, IBufferWriter<byte> data)
    {
        var isFailure = read.Type.Span.SequenceEqual("error"u8);
        switch (Filter(read.Data, isFailure, data))
        {
            case FilterResult.Unchanged:
                return SseVerdict.Keep;
            case FilterResult.Refused:
                WriteError(data, Withheld);
                return SseVerdict.Replace;
            case FilterResult.Filtered:
            default:
                return SseVerdict.Replace;
        }
    }

    /// <summary>An event that stands in place of one that is withheld, in the form of the binding.</summary>
    public void WriteError(IBufferWriter<byte> data, string message)
    {
        if (isJsonRpc)
        {
            JsonRpcErrors.Write(data, expected.RawId.Span, JsonRpcErrors.UpstreamInvalid, message);
        }
        else
        {
            StatusError.Write(data, 502, message);
        }
    }

    private FilterResult Card(ReadOnlyMemory<byte> json, IBufferWriter<byte> output)
    {
        if (expected.Card(json) is not { } card)
        {
            return FilterResult.Refused;
        }

        output.Write(card);
        return FilterResult.Filtered;
    }
}
