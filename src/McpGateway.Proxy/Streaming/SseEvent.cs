namespace McpGateway.Proxy.Streaming;

/// <summary>
/// One block of an event stream: an event, or comment lines between events. Slices of the parser's buffer: valid until the parser is
/// called again.
/// </summary>
internal readonly struct SseEvent
{
    /// <summary>Every byte of the block, blank line included. All blocks together are the stream.</summary>
    public required ReadOnlyMemory<byte> Raw { get; init; }

    /// <summary>
    /// Where in <see cref="Raw"/> the first line begins: after a byte order mark, or after the line feed of a CRLF cut in two.
    /// </summary>
    public int TextStart { get; init; }

    /// <summary>The <c>data</c> lines joined by line feeds.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>Whether there is a <c>data</c> line at all. A block without one is not dispatched by clients.</summary>
    public bool HasData { get; init; }

    /// <summary>The <c>event</c> field; empty means <c>message</c>.</summary>
    public ReadOnlyMemory<byte> Type { get; init; }

    /// <summary>The <c>id</c> field, if there is one.</summary>
    public ReadOnlyMemory<byte>? Id { get; init; }

    /// <summary>The <c>retry</c> field in milliseconds, if there is a valid one.</summary>
    public long? Retry { get; init; }

    /// <summary>
    /// False for what the stream's end cut off. Strict clients ignore it, lenient ones do not, so it is judged all the same.
    /// </summary>
    public bool IsComplete { get; init; }

    /// <summary>
    /// The end of an event whose beginning was taken with <see cref="SseParser.TakePart"/>: nothing but <see cref="Raw"/>.
    /// </summary>
    public bool IsRest { get; init; }
}
