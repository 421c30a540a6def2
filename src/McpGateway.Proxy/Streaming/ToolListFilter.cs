using System.Buffers;
using System.Text;
using System.Text.Json;
using McpGateway.Proxy.Access;
using McpGateway.Proxy.JsonRpc;

namespace McpGateway.Proxy.Streaming;

/// <summary>
/// Takes the tools that the caller may not call out of tool lists, and what is not as it was approved out of every list; every other byte
/// stays. What cannot be judged is not passed on.
/// </summary>
internal sealed class ToolListFilter(IServerAccess access, ToolListScope scope, PinCheck? pins = null) : ISseTransform
{
    private const string Refusal = "The server's answer cannot be checked for tools that may not be shown, so it is withheld.";

    private static readonly JsonReaderOptions Options = new() { MaxDepth = 512 };

    private bool _isRefused;

    /// <summary>Filters one JSON text: a message, or a batch of them.</summary>
    /// <param name="json">What upstream sent.</param>
    /// <param name="output">Gets the text to send instead; stays untouched when the result is <see cref="FilterResult.Unchanged"/>.</param>
    public FilterResult Filter(ReadOnlyMemory<byte> json, IBufferWriter<byte> output)
    {
        if (!MayHoldLists(json.Span, isPinned: pins is not null))
        {
            return FilterResult.Unchanged;
        }

        // Clients overlook a byte order mark; the reader does not.
        json = json.Span.StartsWith("\uFEFF"u8) ? json[3..] : json;
        try
        {
            var edits = new List<Edit>();
            _isRefused = false;
            var reader = new Utf8JsonReader(json.Span, Options);
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartArray)
            {
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    ReadMessage(ref reader, json, edits);
                }
            }
            else
            {
                ReadMessage(ref reader, json, edits);
            }

            while (reader.Read())
            {
            }

            return Write(json.Span, edits, output);
        }
        catch (JsonException)
        {
            JsonRpcErrors.Write(output, default, JsonRpcErrors.UpstreamInvalid, Refusal);
            return FilterResult.Refused;
        }
    }

    public SseVerdict Transform(in SseEvent read, IBufferWriter<byte> data) =>
        Filter(read.Data, data) == FilterResult.Unchanged ? SseVerdict.Keep : SseVerdict.Replace;

    /// <summary>
    /// Quick and on the safe side, in one walk: without a name that is looked at, in any letters, the long s included, or an escape that
    /// could spell one, there is no list. A NUL is no UTF-8 JSON, but some clients guess UTF-16 or UTF-32 from it, where names would look
    /// different.
    /// </summary>
    private static bool MayHoldLists(ReadOnlySpan<byte> json, bool isPinned)
    {
        while (json.IndexOfAny((byte)'"', (byte)'\\', (byte)0) is >= 0 and var index)
        {
            var found = json[index];
            json = json[(index + 1)..];
            if (found == '"' ? BeginsName(json, isPinned) : found == 0 || json.StartsWith("u0"u8))
            {
                return true;
            }
        }

        return false;
    }

    private static bool BeginsName(ReadOnlySpan<byte> text, bool isPinned)
    {
        return !text.IsEmpty && (text[0] | 0x20) switch
        {
            't' => Begins(text, "tools") || (text.Length > 4 && text[4..].StartsWith("\u017F"u8)),
            'p' => isPinned && Begins(text, "prompt"),
            'r' => isPinned && (Begins(text, "resource") || (Begins(text, "re") && text[2..].StartsWith("\u017F"u8))),
            'i' => isPinned && (Begins(text, "instruction") || (Begins(text, "in") && text[2..].StartsWith("\u017F"u8))),
            _ => false,
        };

        static bool Begins(ReadOnlySpan<byte> text, string name) =>
            text.Length >= name.Length && Ascii.EqualsIgnoreCase(text[..name.Length], name);
    }

    private void ReadMessage(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json, List<Edit> edits)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        var start = (int)reader.TokenStartIndex;
        var message = new ToolListReader(json, access, pins, edits);
        var isSound = message.TryRead(ref reader);
        var isCovered = scope.Covers(message.RawId.Span);
        pins?.End(isCovered && isSound);
        if (!isCovered)
        {
            edits.RemoveRange(message.FirstEdit, edits.Count - message.FirstEdit);
        }
        else if (!isSound)
        {
            var error = new ArrayBufferWriter<byte>();
            JsonRpcErrors.Write(error, message.RawId.Span, JsonRpcErrors.UpstreamInvalid, Refusal);
            edits.RemoveRange(message.FirstEdit, edits.Count - message.FirstEdit);
            edits.Add(new Edit(start, (int)reader.BytesConsumed, error.WrittenMemory));
            _isRefused = true;
        }
    }

    private FilterResult Write(ReadOnlySpan<byte> json, List<Edit> edits, IBufferWriter<byte> output)
    {
        if (edits.Count == 0)
        {
            return FilterResult.Unchanged;
        }

        EditedText.Write(json, edits, output);
        return _isRefused ? FilterResult.Refused : FilterResult.Filtered;
    }
}

internal enum FilterResult
{
    /// <summary>Pass the original on.</summary>
    Unchanged,

    /// <summary>Something was taken out or is written differently: pass on what was written.</summary>
    Filtered,

    /// <summary>At least one message could not be judged: what was written, if anything, has an error in its place.</summary>
    Refused,
}
