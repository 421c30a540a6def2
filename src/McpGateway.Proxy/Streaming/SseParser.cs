namespace McpGateway.Proxy.Streaming;

/// <summary>
/// Cuts a byte stream into events as they arrive (WHATWG HTML §9.2.6): LF, CRLF and CR, byte order mark, comments, several data lines.
/// Not thread-safe. The work is linear in the bytes, however they are chunked.
/// </summary>
internal sealed class SseParser(int maxEventBytes = SseParser.DefaultMaxEventBytes)
{
    public const int DefaultMaxEventBytes = 4 * 1024 * 1024;

    private const int KeptBuffer = 64 * 1024;
    private const int SmallestBuffer = 4 * 1024;

    private byte[] _buffer = [];

    /// <summary>
    /// The block being read begins at <see cref="_start"/>; its text at <see cref="_text"/>, after a mark or the rest of a CRLF.
    /// </summary>
    private int _start;
    private int _text;
    private int _end;

    /// <summary>Where the line begins that is not complete yet, and how far it was searched for its end.</summary>
    private int _line;
    private int _scanned;

    private bool _markIsPossible = true;
    private bool _afterCarriageReturn;

    /// <summary>Whether the line that is not complete yet has bytes that were taken already.</summary>
    private bool _lineWasTaken;

    /// <summary>True when an event is larger than allowed. The stream must be given up: nothing more is read.</summary>
    public bool IsTooLarge { get; private set; }

    /// <summary>Bytes of the block that is not complete yet.</summary>
    public int Pending => _end - _start;

    /// <summary>Bytes of memory.</summary>
    public int Capacity => _buffer.Length;

    /// <summary>Whether a part of the block that is not complete yet was taken, so that the stream is in the middle of an event.</summary>
    public bool IsTaken { get; private set; }

    /// <summary>Adds bytes. Call <see cref="TryRead"/> until it returns false before adding more.</summary>
    public void Append(ReadOnlySpan<byte> chunk)
    {
        MakeRoom(chunk.Length);
        chunk.CopyTo(_buffer.AsSpan(_end));
        _end += chunk.Length;
    }

    /// <summary>The next complete block. Comments between events come at once: they are what keeps connections alive.</summary>
    public bool TryRead(out SseEvent read)
    {
        read = default;
        if (IsTooLarge || !TrySkipMark(atEnd: false))
        {
            return false;
        }

        while (TryFindLine(out var lineEnd, out var next))
        {
            var isBlank = lineEnd == _line && !_lineWasTaken;
            var isComment = !isBlank && !IsTaken && _line == _text && _buffer[_line] == (byte)':';
            _line = next;
            _scanned = next;
            _lineWasTaken = false;
            if (isBlank || isComment)
            {
                return TryTake(isComplete: true, out read);
            }
        }

        IsTooLarge = _end - _start > maxEventBytes;
        return false;
    }

    /// <summary>What is left when the stream has ended, as a block that is not complete. False when there is nothing.</summary>
    public bool TryReadRest(out SseEvent read)
    {
        read = default;
        if (IsTooLarge || _end == _start)
        {
            return false;
        }

        TrySkipMark(atEnd: true);
        SkipLineFeed();
        _line = _end;
        _scanned = _end;
        return TryTake(isComplete: false, out read);
    }

    /// <summary>
    /// Takes what there is of a block that is too large to be held. Its end comes as an event that <see cref="SseEvent.IsRest"/>.
    /// </summary>
    public ReadOnlyMemory<byte> TakePart()
    {
        var part = _buffer.AsMemory(_start, _end - _start);
        _lineWasTaken |= _line < _end;
        IsTaken = true;
        _start = _text = _line = _scanned = _end = 0;
        _buffer = _buffer.Length > KeptBuffer ? [] : _buffer;
        return part;
    }

    private bool TryTake(bool isComplete, out SseEvent read)
    {
        read = default;
        if (_line - _start > maxEventBytes)
        {
            IsTooLarge = true;
            return false;
        }

        var raw = _buffer.AsMemory(_start, _line - _start);
        read = IsTaken
            ? new SseEvent { Raw = raw, IsComplete = isComplete, IsRest = true }
            : SseFields.Read(raw, _text - _start, isComplete);
        IsTaken = false;
        _start = _line;
        _text = _line;
        return true;
    }

    private bool TryFindLine(out int lineEnd, out int next)
    {
        lineEnd = 0;
        next = 0;
        SkipLineFeed();
        var found = _buffer.AsSpan(_scanned, _end - _scanned).IndexOfAny((byte)'\n', (byte)'\r');
        if (found < 0)
        {
            _scanned = _end;
            return false;
        }

        lineEnd = _scanned + found;
        next = lineEnd + 1;
        if (_buffer[lineEnd] == (byte)'\r')
        {
            // Do not wait for the byte after a CR: it may be the next event's, an hour away.
            _afterCarriageReturn = next == _end;
            next += next < _end && _buffer[next] == (byte)'\n' ? 1 : 0;
        }

        return true;
    }

    /// <summary>The second half of a CRLF that was cut in two is no line of its own.</summary>
    private void SkipLineFeed()
    {
        if (!_afterCarriageReturn || _line >= _end)
        {
            return;
        }

        _afterCarriageReturn = false;
        if (_buffer[_line] == (byte)'\n')
        {
            _text += _text == _line ? 1 : 0;
            _line++;
            _scanned = Math.Max(_scanned, _line);
        }
    }

    /// <summary>False while the first bytes may still turn out to be a byte order mark.</summary>
    private bool TrySkipMark(bool atEnd)
    {
        if (!_markIsPossible)
        {
            return true;
        }

        var mark = "\uFEFF"u8;
        var head = _buffer.AsSpan(_start, Math.Min(mark.Length, _end - _start));
        if (!atEnd && head.Length < mark.Length && mark.StartsWith(head))
        {
            return false;
        }

        _markIsPossible = false;
        if (head.SequenceEqual(mark))
        {
            _text = _line = _scanned = _start + mark.Length;
        }

        return true;
    }

    private void MakeRoom(int count)
    {
        if (_buffer.Length - _end >= count)
        {
            return;
        }

        var pending = _end - _start;
        var needed = checked(pending + count);
        var isWasteful = _buffer.Length > KeptBuffer && needed <= KeptBuffer;
        var target = needed > _buffer.Length || isWasteful ? new byte[Math.Max(SmallestBuffer, Math.Max(needed, 2 * pending))] : _buffer;
        _buffer.AsSpan(_start, pending).CopyTo(target);
        _buffer = target;
        _text -= _start;
        _line -= _start;
        _scanned -= _start;
        _end = pending;
        _start = 0;
    }
}
