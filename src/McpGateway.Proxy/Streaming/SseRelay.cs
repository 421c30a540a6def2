using System.Buffers;

namespace McpGateway.Proxy.Streaming;

/// <summary>
/// Upstream bytes in, client bytes out: unchanged events byte for byte, the others as the transform says. One per stream.
/// </summary>
internal sealed class SseRelay(ISseTransform transform, int maxEventBytes = SseParser.DefaultMaxEventBytes, SseLarge? large = null)
{
    /// <summary>An event that is left out and does not end after so many times the limit ends the stream.</summary>
    private const int MostDropped = 4;

    private readonly SseParser _parser = new(large is null ? maxEventBytes : int.MaxValue);
    private readonly ArrayBufferWriter<byte> _data = new();
    private bool _isDropping;
    private long _dropped;

    /// <summary>False in the middle of an event that is passed on as it comes: nothing may be written between its parts.</summary>
    public bool IsBetweenEvents => !_parser.IsTaken || _isDropping;

    /// <summary>Takes a chunk and writes every event that is complete. False when an event is too large: end the stream.</summary>
    public bool TryRelay(ReadOnlySpan<byte> chunk, IBufferWriter<byte> output)
    {
        _parser.Append(chunk);
        while (_parser.TryRead(out var read))
        {
            Write(read, output);
        }

        if (large is not null && (_parser.IsTaken || !large.MayHold(_parser.Pending, _parser.Capacity, maxEventBytes)))
        {
            RelayPart(large, output);
        }

        return !_parser.IsTooLarge && _dropped <= MostDropped * (long)maxEventBytes;
    }

    /// <summary>Writes what is left when upstream has ended the stream.</summary>
    public void Complete(IBufferWriter<byte> output)
    {
        if (_parser.TryReadRest(out var rest))
        {
            Write(rest, output);
        }
    }

    /// <summary>Of an event that is not held: passed on, or left out with an error in its place.</summary>
    private void RelayPart(SseLarge rule, IBufferWriter<byte> output)
    {
        var isBeginning = !_parser.IsTaken;
        var part = _parser.TakePart();
        _dropped = rule.PassesUnseen || isBeginning ? 0 : _dropped + part.Length;
        if (rule.PassesUnseen)
        {
            output.Write(part.Span);
        }
        else if (isBeginning)
        {
            _isDropping = true;
            _data.ResetWrittenCount();
            rule.WriteRefusal(part, _data);
            SseFields.WriteWithData(output, default, _data.WrittenSpan);
        }
    }

    private void Write(in SseEvent read, IBufferWriter<byte> output)
    {
        if (read.IsRest)
        {
            if (!_isDropping)
            {
                output.Write(read.Raw.Span);
            }

            _isDropping = false;
            return;
        }

        _data.ResetWrittenCount();
        var verdict = read.HasData ? transform.Transform(read, _data) : SseVerdict.Keep;
        if (verdict == SseVerdict.Keep)
        {
            output.Write(read.Raw.Span);
        }
        else if (verdict == SseVerdict.Replace)
        {
            SseFields.WriteWithData(output, read, _data.WrittenSpan);
        }
    }
}
