using System.Buffers;

namespace McpGateway.Proxy.Streaming;

/// <summary>
/// Upstream bytes in, client bytes out: unchanged events byte for byte, the others as the transform says. One per stream.
/// </summary>
internal sealed class SseRelay(ISseTransform transform, int maxEventBytes = SseParser.DefaultMaxEventBytes)
{
    private readonly SseParser _parser = new(maxEventBytes);
    private readonly ArrayBufferWriter<byte> _data = new();

    /// <summary>Takes a chunk and writes every event that is complete. False when an event is too large: end the stream.</summary>
    public bool TryRelay(ReadOnlySpan<byte> chunk, IBufferWriter<byte> output)
    {
        _parser.Append(chunk);
        while (_parser.TryRead(out var read))
        {
            Write(read, output);
        }

        return !_parser.IsTooLarge;
    }

    /// <summary>Writes what is left when upstream has ended the stream.</summary>
    public void Complete(IBufferWriter<byte> output)
    {
        if (_parser.TryReadRest(out var rest))
        {
            Write(rest, output);
        }
    }

    private void Write(in SseEvent read, IBufferWriter<byte> output)
    {
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
