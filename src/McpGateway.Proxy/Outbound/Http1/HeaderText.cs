using System.Text;

namespace McpGateway.Proxy.Outbound.Http1;

/// <summary>Header names and values as strings; those that come with nearly every answer are made once.</summary>
internal static class HeaderText
{
    private static readonly string[] Names =
    [
        "Content-Type", "Content-Length", "Transfer-Encoding", "Date", "Server", "Connection", "Keep-Alive", "Cache-Control", "Vary",
        "Mcp-Session-Id", "Mcp-Protocol-Version", "X-Accel-Buffering",
    ];

    private static readonly string[] Values =
    [
        "application/json", "application/json; charset=utf-8", "text/event-stream", "chunked", "keep-alive", "close", "Kestrel", "uvicorn",
        "no-cache", "no-cache, no-transform", "no",
    ];

    /// <summary>Compared without regard to case: names have none (RFC 9110 §5.1).</summary>
    public static string Name(ReadOnlySpan<byte> bytes)
    {
        foreach (var known in Names)
        {
            if (known.Length == bytes.Length && Ascii.EqualsIgnoreCase(bytes, known))
            {
                return known;
            }
        }

        return Encoding.ASCII.GetString(bytes);
    }

    public static string Value(ReadOnlySpan<byte> bytes)
    {
        foreach (var known in Values)
        {
            if (known.Length == bytes.Length && Ascii.Equals(bytes, known))
            {
                return known;
            }
        }

        return Encoding.Latin1.GetString(bytes);
    }
}
