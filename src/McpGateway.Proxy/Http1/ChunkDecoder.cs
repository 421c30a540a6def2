namespace McpGateway.Proxy.Http1;

/// <summary>
/// Takes the chunked coding off (RFC 9112 §7.1), in whatever pieces it comes. Extensions and trailers are dropped. Lines end with CR LF and
/// nothing else: a lenient reader here is how one answer becomes two.
/// </summary>
internal struct ChunkDecoder
{
    /// <summary>Bytes of one size line's extension, and of all trailers together.</summary>
    private const int MaxDropped = 8 * 1024;

    private State _state;
    private long _left;
    private int _dropped;

    private enum State
    {
        SizeStart,
        Size,
        BlankAfterSize,
        Extension,
        SizeLineFeed,
        Data,
        DataCarriageReturn,
        DataLineFeed,
        TrailerStart,
        Trailer,
        TrailerLineFeed,
        EndLineFeed,
        End,
    }

    public readonly bool IsEnd => _state == State.End;

    /// <summary>Goes on until the source is used up, the target is full and content follows, or the end is reached.</summary>
    /// <exception cref="HttpIOException">The coding is broken.</exception>
    public void Decode(ReadOnlySpan<byte> source, Span<byte> target, out int consumed, out int written)
    {
        consumed = 0;
        written = 0;
        while (_state != State.End && consumed < source.Length)
        {
            if (_state != State.Data)
            {
                Step(source[consumed++]);
                continue;
            }

            var count = (int)Math.Min(_left, Math.Min(source.Length - consumed, target.Length - written));
            if (count == 0)
            {
                return;
            }

            source.Slice(consumed, count).CopyTo(target[written..]);
            consumed += count;
            written += count;
            _left -= count;
            _state = _left == 0 ? State.DataCarriageReturn : State.Data;
        }
    }

    private void Step(byte next) => _state = (_state, next) switch
    {
        (State.SizeStart or State.Size, _) when IsDigit(next, out var digit) => Grow(digit),
        (State.Size or State.BlankAfterSize, (byte)' ' or (byte)'\t') => Drop(State.BlankAfterSize),
        (State.Size or State.BlankAfterSize, (byte)';') => Drop(State.Extension),
        (State.Size or State.BlankAfterSize or State.Extension, (byte)'\r') => State.SizeLineFeed,
        (State.Extension, not (byte)'\n' and not 0) => Drop(State.Extension),
        (State.SizeLineFeed, (byte)'\n') => EndSize(),
        (State.DataCarriageReturn, (byte)'\r') => State.DataLineFeed,
        (State.DataLineFeed, (byte)'\n') => State.SizeStart,
        (State.TrailerStart, (byte)'\r') => State.EndLineFeed,
        (State.Trailer, (byte)'\r') => State.TrailerLineFeed,
        (State.TrailerStart or State.Trailer, not (byte)'\n' and not 0) => Drop(State.Trailer),
        (State.TrailerLineFeed, (byte)'\n') => State.TrailerStart,
        (State.EndLineFeed, (byte)'\n') => State.End,
        _ => throw InvalidAnswer.InContent(HttpRequestError.InvalidResponse),
    };

    private State Grow(int digit)
    {
        // 2^60 bytes is more than anybody sends, and far from an overflow.
        _left = _left < 1L << 56 ? (_left << 4) | (uint)digit : throw InvalidAnswer.InContent(HttpRequestError.InvalidResponse);
        return State.Size;
    }

    private State EndSize()
    {
        _dropped = 0;
        return _left == 0 ? State.TrailerStart : State.Data;
    }

    private State Drop(State next) =>
        ++_dropped <= MaxDropped ? next : throw InvalidAnswer.InContent(HttpRequestError.InvalidResponse);

    private static bool IsDigit(byte next, out int digit)
    {
        digit = next switch
        {
            >= (byte)'0' and <= (byte)'9' => next - '0',
            >= (byte)'a' and <= (byte)'f' => next - 'a' + 10,
            >= (byte)'A' and <= (byte)'F' => next - 'A' + 10,
            _ => -1,
        };
        return digit >= 0;
    }
}
