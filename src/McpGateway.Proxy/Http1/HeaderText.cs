using System.Text;
using McpGateway.Proxy.Protocol;

namespace McpGateway.Proxy.Http1;

/// <summary>Header names and values as strings; those that come with nearly every answer are made once.</summary>
internal static class HeaderText
{
    /// <summary>Names that the framework spells in one way, however they came.</summary>
    private static readonly string[] Standard =
    [
        "Content-Type", "Content-Length", "Transfer-Encoding", "Date", "Server", "Connection", "Keep-Alive", "Cache-Control", "Vary",
    ];

    private static readonly string[] Others =
    [
        McpHeaders.SessionId, "mcp-session-id", McpHeaders.ProtocolVersion, "mcp-protocol-version",
        "X-Accel-Buffering", "x-accel-buffering",
    ];

    private static readonly string[] Values =
    [
        "application/json", "application/json; charset=utf-8", "text/event-stream", "chunked", "keep-alive", "close", "Kestrel", "uvicorn",
        "no-cache", "no-cache, no-transform", "no",
    ];

    /// <summary>Standard names come in one spelling, so that whoever looks for one may compare exactly.</summary>
    public static string Name(ReadOnlySpan<byte> bytes)
    {
        foreach (var known in Standard)
        {
            if (known.Length == bytes.Length && Ascii.EqualsIgnoreCase(bytes, known))
            {
                return known;
            }
        }

        return Find(Others, bytes) ?? Encoding.ASCII.GetString(bytes);
    }

    public static string Value(ReadOnlySpan<byte> bytes) => Find(Values, bytes) ?? Encoding.Latin1.GetString(bytes);

    private static string? Find(string[] texts, ReadOnlySpan<byte> bytes)
    {
        foreach (var known in texts)
        {
            if (known.Length == bytes.Length && Ascii.Equals(bytes, known))
            {
                return known;
            }
        }

        return null;
    }
}
