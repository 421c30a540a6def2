using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace McpGateway.Proxy.Http1;

/// <summary>The headers that say where an answer ends and what becomes of the connection, while they are collected.</summary>
internal struct FramingFields()
{
    private long _length = -1;
    private bool _isChunked;
    private bool _closes;
    private TimeSpan? _idleTimeout;

    /// <exception cref="HttpRequestException">A second framing, or one that is not understood.</exception>
    public void Add(string name, ReadOnlySpan<byte> value)
    {
        switch (name)
        {
            case "Content-Length":
                AddLength(value);
                break;
            case "Transfer-Encoding":
                AddCoding(value);
                break;
            case "Connection":
                _closes |= Has(value, "close"u8);
                break;
            case "Keep-Alive":
                _idleTimeout ??= IdleTimeout(value);
                break;
        }
    }

    public readonly AnswerHead Judge(int status, bool isOld, bool isHead)
    {
        if (_isChunked && (_length >= 0 || isOld))
        {
            // RFC 9112 §6.1 and §6.3: the sign of an answer that somebody tampered with.
            throw InvalidAnswer.Because("it has two framings, or one that its version does not have.");
        }

        var framing = isHead || status is 204 or 304 ? Framing.None
            : _isChunked ? Framing.Chunked
            : _length == 0 ? Framing.None
            : _length > 0 ? Framing.Length
            : Framing.UntilClose;
        return new()
        {
            Status = status,
            Framing = framing,
            Length = framing == Framing.Length ? _length : 0,
            KeepsConnection = !_closes && !isOld && framing != Framing.UntilClose,
            IdleTimeout = _idleTimeout,
        };
    }

    private void AddLength(ReadOnlySpan<byte> value)
    {
        if (_length >= 0
            || value.IsEmpty
            || value.ContainsAnyExceptInRange((byte)'0', (byte)'9')
            || !Utf8Parser.TryParse(value, out _length, out var read)
            || read != value.Length)
        {
            throw InvalidAnswer.Because("its Content-Length is not one number.");
        }
    }

    private void AddCoding(ReadOnlySpan<byte> value)
    {
        if (_isChunked || !Ascii.EqualsIgnoreCase(value, "chunked"u8))
        {
            throw InvalidAnswer.Because("its Transfer-Encoding is not 'chunked'.");
        }

        _isChunked = true;
    }

    private static bool Has(ReadOnlySpan<byte> list, ReadOnlySpan<byte> option)
    {
        foreach (var range in list.Split((byte)','))
        {
            if (Ascii.EqualsIgnoreCase(list[range].Trim(" \t"u8), option))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary><c>timeout=5, max=100</c> (RFC 2068 §19.7.1.1): a hint only, so what cannot be read says nothing.</summary>
    private static TimeSpan? IdleTimeout(ReadOnlySpan<byte> value)
    {
        foreach (var range in value.Split((byte)','))
        {
            var part = value[range].Trim(" \t"u8);
            if (part.Length > 8
                && Ascii.EqualsIgnoreCase(part[..8], "timeout="u8)
                && int.TryParse(part[8..], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            {
                return TimeSpan.FromSeconds(seconds);
            }
        }

        return null;
    }
}
