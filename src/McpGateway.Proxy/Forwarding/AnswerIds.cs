using System.Text.Json;
using McpGateway.Proxy.JsonRpc;

namespace McpGateway.Proxy.Forwarding;

/// <summary>Whether an answer is the answer to the request that was sent.</summary>
internal static class AnswerIds
{
    /// <summary>
    /// False when the answer is a JSON-RPC response with the id of another request. What is none, or has no id, is the client's to judge.
    /// </summary>
    public static bool Fits(ReadOnlySpan<byte> answer, ReadOnlySpan<byte> rawId) => Fits(answer, isWhole: true, rawId);

    /// <summary>The same for an answer that is not all there: false only when its id is.</summary>
    public static bool FitsSoFar(ReadOnlySpan<byte> beginning, ReadOnlySpan<byte> rawId) => Fits(beginning, isWhole: false, rawId);

    private static bool Fits(ReadOnlySpan<byte> answer, bool isWhole, ReadOnlySpan<byte> rawId)
    {
        try
        {
            var reader = new Utf8JsonReader(answer, isWhole, new JsonReaderState(new JsonReaderOptions { MaxDepth = 512 }));
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return true;
            }

            while (reader.Read())
            {
                if (reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("id"u8))
                {
                    return !reader.Read()
                        || reader.TokenType is not (JsonTokenType.Number or JsonTokenType.String)
                        || JsonRpcId.Matches(answer[(int)reader.TokenStartIndex..(int)reader.BytesConsumed], rawId);
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // No JSON: the client sees what came.
        }

        return true;
    }
}
