using System.Text.Json;
using McpGateway.Proxy.JsonRpc;
using McpGateway.Proxy.Recording;

namespace McpGateway.Proxy.Forwarding;

/// <summary>
/// Whether an answer with a good HTTP status says that the call failed. Looks at what is at hand and waits for nothing: it decides how a
/// call is counted, never what is passed on.
/// </summary>
internal static class AnswerErrors
{
    /// <summary>Of larger answers only the beginning is looked at: reading them would hold up what else the thread serves.</summary>
    private const int Most = 64 * 1024;

    private const int Beginning = 4 * 1024;

    /// <param name="answer">The answer, or its beginning.</param>
    /// <param name="rawId">Of the request; what has another id is no answer to it.</param>
    /// <returns>
    /// <see cref="CallOutcome.RpcError"/> for a JSON-RPC error, <see cref="CallOutcome.ToolError"/> for a result with <c>isError</c>,
    /// otherwise <see cref="CallOutcome.Forwarded"/>.
    /// </returns>
    public static CallOutcome Find(ReadOnlySpan<byte> answer, ReadOnlySpan<byte> rawId)
    {
        answer = answer.Length > Most ? answer[..Beginning] : answer;

        // Both names end so, and most answers have neither.
        if (answer.IndexOf("rror\""u8) < 0)
        {
            return CallOutcome.Forwarded;
        }

        try
        {
            var reader = new Utf8JsonReader(
                answer, isFinalBlock: false, new JsonReaderState(new JsonReaderOptions { MaxDepth = 512 }));
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject
                ? Read(ref reader, answer, rawId)
                : CallOutcome.Forwarded;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return CallOutcome.Forwarded;
        }
    }

    private static CallOutcome Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> answer, ReadOnlySpan<byte> rawId)
    {
        var found = CallOutcome.Forwarded;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isError = reader.ValueTextEquals("error"u8);
            var isResult = reader.ValueTextEquals("result"u8);
            var isId = reader.ValueTextEquals("id"u8);
            if (!reader.Read())
            {
                break;
            }

            if (isId && reader.TokenType is JsonTokenType.Number or JsonTokenType.String
                && !JsonRpcId.Matches(answer[(int)reader.TokenStartIndex..(int)reader.BytesConsumed], rawId))
            {
                return CallOutcome.Forwarded;
            }

            if (reader.TokenType == JsonTokenType.StartObject && (isError || isResult))
            {
                found = isError ? CallOutcome.RpcError : HasIsError(ref reader) ? CallOutcome.ToolError : found;
            }

            if (!TryLeave(ref reader))
            {
                break;
            }
        }

        return found;
    }

    /// <summary>Reads up to the member, or to the end of the object.</summary>
    private static bool HasIsError(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isIt = reader.ValueTextEquals("isError"u8);
            if (!reader.Read())
            {
                return false;
            }

            if (isIt)
            {
                return reader.TokenType == JsonTokenType.True;
            }

            if (!reader.TrySkip())
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>
    /// Goes to the end of the value of a member of the message, wherever in it the reader is. False when it is not all there.
    /// </summary>
    private static bool TryLeave(ref Utf8JsonReader reader)
    {
        while (reader.CurrentDepth > 1 || reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            if (!reader.Read())
            {
                return false;
            }
        }

        return true;
    }
}
