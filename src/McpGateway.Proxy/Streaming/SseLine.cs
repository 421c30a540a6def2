namespace McpGateway.Proxy.Streaming;

/// <summary>One line of a block, for walking through it.</summary>
internal readonly struct SseLine
{
    private readonly ReadOnlyMemory<byte> _block;
    private readonly int _start;
    private readonly int _end;

    private SseLine(ReadOnlyMemory<byte> block, int start)
    {
        _block = block;
        _start = start;
        var length = block.Span[start..].IndexOfAny((byte)'\n', (byte)'\r');
        _end = length < 0 ? block.Length : start + length;
    }

    /// <summary>False past the last line. A blank line ends a block, so it counts as past the end.</summary>
    public bool Exists => _end > _start;

    /// <summary>The line without its end.</summary>
    public ReadOnlyMemory<byte> Text => _block[_start.._end];

    /// <summary>What follows the colon, without one leading space; empty without a colon.</summary>
    public ReadOnlyMemory<byte> Value
    {
        get
        {
            var text = Text;
            var colon = text.Span.IndexOf((byte)':');
            var start = colon < 0 ? text.Length : colon + 1;
            return text[(start < text.Length && text.Span[start] == (byte)' ' ? start + 1 : start)..];
        }
    }

    public static SseLine First(ReadOnlyMemory<byte> block, int textStart) => new(block, textStart);

    public SseLine Next()
    {
        var isPair = _block.Span[_end..].StartsWith("\r\n"u8);
        return new SseLine(_block, Math.Min(_block.Length, _end + (isPair ? 2 : 1)));
    }

    /// <summary>Whether the line is this field.</summary>
    public bool Is(ReadOnlySpan<byte> field)
    {
        var text = Text.Span;
        return text.StartsWith(field) && (text.Length == field.Length || text[field.Length] == (byte)':');
    }
}
