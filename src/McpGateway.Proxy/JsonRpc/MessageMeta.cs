using System.Text.Json;
using McpGateway.Proxy.Protocol;

namespace McpGateway.Proxy.JsonRpc;

/// <summary>
/// Members of a message that decide nothing and that only traces and metrics look at, read when there are such. For bodies of one message
/// that <see cref="JsonRpcReader"/> has judged: names are there once.
/// </summary>
internal static class MessageMeta
{
    /// <summary>Names of programs are labels and attributes: longer ones are not looked at.</summary>
    private const int LongestName = 256;

    /// <summary>W3C trace context within <c>params._meta</c> (SEP-414).</summary>
    /// <param name="body">The message.</param>
    /// <param name="parent">Where the text of <c>traceparent</c> is, without its quotes.</param>
    /// <param name="state">Where that of <c>tracestate</c> is; empty for none.</param>
    /// <returns>Whether there is a <c>traceparent</c> that is written without escapes.</returns>
    public static bool TryFindTrace(ReadOnlySpan<byte> body, out Range parent, out Range state)
    {
        (parent, state) = (default, default);

        // Most messages have none, and this is quicker than reading them.
        if (body.IndexOf("\"traceparent\""u8) < 0)
        {
            return false;
        }

        var reader = new Utf8JsonReader(body, JsonRpcReader.Strict);
        if (!reader.Read() || !Enter(ref reader, "params"u8) || !Enter(ref reader, "_meta"u8))
        {
            return false;
        }

        var isFound = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isParent, isState) = (reader.ValueTextEquals("traceparent"u8), reader.ValueTextEquals("tracestate"u8));
            reader.Read();
            if ((isParent || isState) && reader is { TokenType: JsonTokenType.String, ValueIsEscaped: false })
            {
                var start = (int)reader.TokenStartIndex + 1;
                var text = start..(start + reader.ValueSpan.Length);
                (parent, state) = isParent ? (text, state) : (parent, text);
                isFound |= isParent;
            }
            else
            {
                reader.Skip();
            }
        }

        return isFound;
    }

    /// <summary>
    /// The name that the client states of itself: in <c>initialize</c>, or with every message that describes itself (SEP-2575).
    /// </summary>
    public static string? ClientName(ReadOnlySpan<byte> body) => Named(body, inMeta: false) ?? Named(body, inMeta: true);

    private static string? Named(ReadOnlySpan<byte> body, bool inMeta)
    {
        var reader = new Utf8JsonReader(body, JsonRpcReader.Strict);
        if (!reader.Read() || !Enter(ref reader, "params"u8) || (inMeta && !Enter(ref reader, "_meta"u8))
            || !Enter(ref reader, inMeta ? McpMeta.ClientInfoUtf8 : "clientInfo"u8))
        {
            return null;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isName = reader.ValueTextEquals("name"u8);
            reader.Read();
            if (isName)
            {
                return reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length is > 0 and <= LongestName
                    ? Text(ref reader)
                    : null;
            }

            reader.Skip();
        }

        return null;
    }

    private static string? Text(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate: no name at all.
            return null;
        }
    }

    /// <summary>From the start of an object into the object that a member of it is.</summary>
    private static bool Enter(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isIt = reader.ValueTextEquals(name);
            reader.Read();
            if (isIt)
            {
                return reader.TokenType == JsonTokenType.StartObject;
            }

            reader.Skip();
        }

        return false;
    }
}
