using System.Buffers;
using System.Text.Json;
using McpGateway.Proxy.Admission;
using McpGateway.Proxy.JsonRpc;

namespace McpGateway.Proxy.Streaming;

/// <summary>What becomes of an event that is not complete yet and already large.</summary>
/// <param name="passesUnseen">
/// Whether it cannot be a list that somebody asked for: then it is passed on as it comes. Otherwise it is held, to be filtered, as long as
/// the limit and the memory allow.
/// </param>
/// <param name="rawId">The id of the one request that the stream answers; empty when there are several, or none.</param>
/// <param name="memory">What the buffer is held of.</param>
/// <param name="refused">Told that an event was left out, with what was there of it in bytes.</param>
/// <param name="writeRefusal">Writes what stands in place of an event that is left out; null for the text about lists of tools.</param>
internal sealed class SseLarge(
    bool passesUnseen, ReadOnlyMemory<byte> rawId, BufferLease memory, Action<int> refused,
    Action<IBufferWriter<byte>>? writeRefusal = null)
{
    /// <summary>Bytes of an answer to something else that are held to see whether it is a list that nobody asked for.</summary>
    private const int HeldOfOthers = 256 * 1024;

    private const string Refusal =
        "The server's answer may hold a list of tools and is too large for the gateway to check for tools that may not be shown, "
            + "so it is withheld.";

    public bool PassesUnseen => passesUnseen;

    public bool MayHold(int pending, int capacity, int limit) =>
        pending <= (passesUnseen ? HeldOfOthers : limit) && memory.TryResize(capacity);

    /// <summary>Data of an event that says so to whoever waits for the answer.</summary>
    public void WriteRefusal(ReadOnlyMemory<byte> part, IBufferWriter<byte> data)
    {
        memory.TryResize(0);
        refused(part.Length);
        if (writeRefusal is not null)
        {
            writeRefusal(data);
            return;
        }

        JsonRpcErrors.Write(data, rawId.IsEmpty ? IdOf(part) : rawId.Span, JsonRpcErrors.UpstreamInvalid, Refusal);
    }

    /// <summary>The message's id, where it stands before the part that is cut off.</summary>
    private static ReadOnlySpan<byte> IdOf(ReadOnlyMemory<byte> part)
    {
        var block = part.Span;
        var start = block.IndexOf((byte)'{');
        if (start < 0)
        {
            return default;
        }

        try
        {
            var json = block[start..];
            var reader = new Utf8JsonReader(json, isFinalBlock: false, default);
            while (reader.Read())
            {
                if (reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("id"u8))
                {
                    return reader.Read() && reader.TokenType is JsonTokenType.Number or JsonTokenType.String
                        ? json[(int)reader.TokenStartIndex..(int)reader.BytesConsumed]
                        : default;
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Several data lines, or no JSON: whoever waits is not known.
        }

        return default;
    }
}
