namespace McpGateway.Proxy.Http1;

/// <summary>Takes the content of one answer out of the bytes of its connection.</summary>
internal struct ContentDecoder(AnswerHead head)
{
    private ChunkDecoder _chunks;
    private long _left = head.Length;

    /// <summary>Whether all of the content has been taken. Never, when it ends with the connection.</summary>
    public readonly bool IsEnd => head.Framing switch
    {
        Framing.None => true,
        Framing.Length => _left == 0,
        Framing.Chunked => _chunks.IsEnd,
        Framing.UntilClose => false,
    };

    public readonly bool EndsWithConnection => head.Framing == Framing.UntilClose;

    /// <inheritdoc cref="ChunkDecoder.Decode"/>
    public void Decode(ReadOnlySpan<byte> source, Span<byte> target, out int consumed, out int written)
    {
        if (head.Framing == Framing.Chunked)
        {
            _chunks.Decode(source, target, out consumed, out written);
            return;
        }

        var most = head.Framing == Framing.Length ? Math.Min(_left, source.Length) : source.Length;
        written = (int)Math.Min(most, target.Length);
        source[..written].CopyTo(target);
        _left -= written;
        consumed = written;
    }
}
