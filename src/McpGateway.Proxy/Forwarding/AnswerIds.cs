using System.Text.Json;
using McpGateway.Proxy.JsonRpc;

namespace McpGateway.Proxy.Forwarding;

/// <summary>Whether an answer is the answer to the request that was sent.</summary>
internal static class AnswerIds
{
    /// <summary>
    /// False when the answer is a JSON-RPC response with the id of another request. What is none, or has no id, is the client's to judge.
    /// </summary>
    public static bool Fits(ReadOnlySpan<byte> answer, ReadOnlySpan<byte> rawId)
    {
        try
        {
            var reader = new Utf8JsonReader(answer, new JsonReaderOptions { MaxDepth = 512 });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return true;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isId = reader.ValueTextEquals("id"u8);
                reader.Read();
                if (isId)
                {
                    return reader.TokenType is not (JsonTokenType.Number or JsonTokenType.String)
                        || JsonRpcId.Matches(answer[(int)reader.TokenStartIndex..(int)reader.BytesConsumed], rawId);
                }

                reader.Skip();
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // No JSON: the client sees what came.
        }

        return true;
    }
}
