using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Primitives;

namespace McpGateway.Host.FastPath;

/// <summary>
/// Reads the head of a canonical call: <c>POST /path HTTP/1.1</c>, headers in their plainest form, one length. It takes or leaves a
/// head and never answers one: what it leaves, the server reads from the first byte. A client repeats itself: a head that is the same as
/// the last one is not read again, and lines that are the same are not made into text again.
/// </summary>
internal sealed class HeadReader
{
    /// <summary>Larger heads are the server's.</summary>
    public const int MaxHead = 8 * 1024;

    private const int MaxHeaders = 48;

    private readonly int _maxHead;
    private readonly int _maxTarget;
    private readonly int _maxHeaders;

    private byte[] _bytes = [];
    private Line[] _lines = [];
    private int _count;
    private Line[] _next = [];

    public HeadReader(KestrelServerLimits limits)
    {
        _maxHead = Math.Min(MaxHead, limits.MaxRequestHeadersTotalSize);
        _maxTarget = Math.Min(1024, limits.MaxRequestLineSize) - "POST  HTTP/1.1\r\n".Length;
        _maxHeaders = Math.Min(MaxHeaders, limits.MaxRequestHeaderCount);
    }

    /// <summary>Of the last canonical head: bytes, with the empty line at its end.</summary>
    public int Length { get; private set; }

    public string Target { get; private set; } = "";

    /// <summary>Bytes of the body; never 0.</summary>
    public int ContentLength { get; private set; }

    public void CopyTo(HeaderList headers)
    {
        foreach (var line in _lines.AsSpan(0, _count))
        {
            headers.Append(line.Name, line.Value);
        }
    }

    /// <param name="received">What came since the last request.</param>
    public HeadState Read(ReadOnlySpan<byte> received)
    {
        if (Length > 0 && received.StartsWith(_bytes.AsSpan(0, Length)))
        {
            return HeadState.Canonical;
        }

        var end = received.IndexOf("\r\n\r\n"u8);
        var head = end < 0 ? received : received[..(end + 2)];
        if (head.Length > _maxHead)
        {
            return HeadState.Foreign;
        }

        var state = ReadRequestLine(head, out var target, out var rest);
        return state != HeadState.Canonical ? state : ReadHeaders(head, target, rest, isWhole: end >= 0);
    }

    private HeadState ReadRequestLine(ReadOnlySpan<byte> head, out ReadOnlySpan<byte> target, out int rest)
    {
        target = default;
        var start = "POST /"u8;
        if (!TryTakeLine(head, 0, out var line, out rest))
        {
            return rest == 0 && (line.Length <= start.Length ? start.StartsWith(line) : line.StartsWith(start))
                ? HeadState.Partial
                : HeadState.Foreign;
        }

        var end = " HTTP/1.1"u8;
        if (!line.StartsWith(start) || !line.EndsWith(end))
        {
            return HeadState.Foreign;
        }

        target = line[(start.Length - 1)..^end.Length];
        return target.Length <= _maxTarget && HeaderGrammar.IsTarget(target) ? HeadState.Canonical : HeadState.Foreign;
    }

    private HeadState ReadHeaders(ReadOnlySpan<byte> head, ReadOnlySpan<byte> target, int position, bool isWhole)
    {
        var (count, hosts, lengths, contentLength) = (0, 0, 0, 0);
        while (position < head.Length)
        {
            var start = position;
            if (!TryTakeLine(head, start, out var line, out position))
            {
                return position == start ? HeadState.Partial : HeadState.Foreign;
            }

            if (count == _maxHeaders || !HeaderGrammar.TrySplit(line, out var name, out var value))
            {
                return HeadState.Foreign;
            }

            var header = Text(count, start, line, name, value);
            if (HeaderGrammar.IsForeign(header.Name) || IsAmongNext(header.Name, count))
            {
                return HeadState.Foreign;
            }

            switch (header.Name)
            {
                case "Host" when HeaderGrammar.IsHost(value):
                    hosts++;
                    break;
                case "Content-Length" when HeaderGrammar.TryReadLength(value, out contentLength):
                    lengths++;
                    break;
                case "Connection" when Ascii.EqualsIgnoreCase(value, "keep-alive"u8):
                    break;
                case "Host" or "Content-Length" or "Connection":
                    return HeadState.Foreign;
            }

            Add(header, count++);
        }

        if (!isWhole)
        {
            return HeadState.Partial;
        }

        if (hosts != 1 || lengths != 1)
        {
            return HeadState.Foreign;
        }

        Keep(head, target, count, contentLength);
        return HeadState.Canonical;
    }

    /// <summary>
    /// False without a whole line: <paramref name="next"/> is then <paramref name="start"/> when the part that is there may become one.
    /// </summary>
    private static bool TryTakeLine(ReadOnlySpan<byte> head, int start, out ReadOnlySpan<byte> line, out int next)
    {
        line = head[start..];
        next = start;
        var end = line.IndexOf((byte)'\n');
        if (end > 0 && line[end - 1] == '\r')
        {
            line = line[..(end - 1)];
            next = start + end + 1;
            return true;
        }

        if (end >= 0 || !HeaderGrammar.IsText(line.EndsWith("\r"u8) ? line[..^1] : line))
        {
            next = -1;
        }

        return false;
    }

    /// <summary>The line's text: that of the last head's, where it is the same.</summary>
    private Line Text(int index, int start, ReadOnlySpan<byte> line, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (index < _count && _lines[index] is var last && line.SequenceEqual(_bytes.AsSpan(last.Start, last.Length)))
        {
            return last with { Start = start };
        }

        return new(start, line.Length, HeaderGrammar.Spell(Encoding.ASCII.GetString(name)), Encoding.ASCII.GetString(value));
    }

    private bool IsAmongNext(string name, int count)
    {
        foreach (var line in _next.AsSpan(0, count))
        {
            if (name.Equals(line.Name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private void Add(in Line line, int index)
    {
        if (index == _next.Length)
        {
            Array.Resize(ref _next, Math.Max(12, index * 2));
        }

        _next[index] = line;
    }

    private void Keep(ReadOnlySpan<byte> head, ReadOnlySpan<byte> target, int count, int contentLength)
    {
        if (!Ascii.Equals(target, Target))
        {
            Target = Encoding.ASCII.GetString(target);
        }

        Length = head.Length + 2;
        if (_bytes.Length < Length)
        {
            _bytes = new byte[Length + 64];
        }

        head.CopyTo(_bytes);
        "\r\n"u8.CopyTo(_bytes.AsSpan(head.Length));
        (_lines, _next, _count, ContentLength) = (_next, _lines, count, contentLength);
    }

    private readonly record struct Line(int Start, int Length, string Name, StringValues Value);
}

/// <summary>What the bytes at the beginning of a request are.</summary>
internal enum HeadState
{
    /// <summary>A whole head that the fast path serves.</summary>
    Canonical,

    /// <summary>The beginning of one.</summary>
    Partial,

    /// <summary>The server's.</summary>
    Foreign,
}
