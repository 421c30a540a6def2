using System.Buffers;
using System.Buffers.Text;

namespace McpGateway.Proxy.Streaming;

/// <summary>Reads the fields of one block of an event stream.</summary>
internal static class SseFields
{
    /// <param name="raw">The whole block.</param>
    /// <param name="textStart">Where its lines begin.</param>
    /// <param name="isComplete">Whether its blank line has come.</param>
    public static SseEvent Read(ReadOnlyMemory<byte> raw, int textStart, bool isComplete)
    {
        ReadOnlyMemory<byte> data = default;
        ReadOnlyMemory<byte> type = default;
        ReadOnlyMemory<byte>? id = null;
        long? retry = null;
        ArrayBufferWriter<byte>? joined = null;
        var dataLines = 0;
        for (var line = SseLine.First(raw, textStart); line.Exists; line = line.Next())
        {
            var value = line.Value;
            if (line.Is("data"u8))
            {
                if (dataLines++ == 0)
                {
                    data = value;
                    continue;
                }

                joined ??= Begin(data);
                joined.Write("\n"u8);
                joined.Write(value.Span);
            }
            else if (line.Is("event"u8))
            {
                type = value;
            }
            else if (line.Is("id"u8) && !value.Span.Contains((byte)0))
            {
                id = value;
            }
            else if (line.Is("retry"u8))
            {
                retry = ReadRetry(value.Span) ?? retry;
            }
        }

        return new SseEvent
        {
            Raw = raw,
            TextStart = textStart,
            Data = joined?.WrittenMemory ?? data,
            HasData = dataLines > 0,
            Type = type,
            Id = id,
            Retry = retry,
            IsComplete = isComplete,
        };
    }

    /// <summary>Writes the event with other data: every other field and comment stays as it was.</summary>
    public static void WriteWithData(IBufferWriter<byte> output, in SseEvent read, ReadOnlySpan<byte> data)
    {
        var isWritten = false;
        output.Write(read.Raw.Span[..read.TextStart]);
        for (var line = SseLine.First(read.Raw, read.TextStart); line.Exists; line = line.Next())
        {
            if (!line.Is("data"u8))
            {
                output.Write(line.Text.Span);
                output.Write("\n"u8);
            }
            else if (!isWritten)
            {
                isWritten = true;
                WriteData(output, data);
            }
        }

        if (!isWritten)
        {
            WriteData(output, data);
        }

        output.Write("\n"u8);
    }

    private static void WriteData(IBufferWriter<byte> output, ReadOnlySpan<byte> data)
    {
        while (true)
        {
            var end = data.IndexOfAny((byte)'\n', (byte)'\r');
            output.Write("data: "u8);
            output.Write(end < 0 ? data : data[..end]);
            output.Write("\n"u8);
            if (end < 0)
            {
                return;
            }

            data = data[(end + (data[end..].StartsWith("\r\n"u8) ? 2 : 1))..];
        }
    }

    private static ArrayBufferWriter<byte> Begin(ReadOnlyMemory<byte> first)
    {
        var joined = new ArrayBufferWriter<byte>(Math.Max(256, 2 * first.Length));
        joined.Write(first.Span);
        return joined;
    }

    private static long? ReadRetry(ReadOnlySpan<byte> value) =>
        !value.ContainsAnyExceptInRange((byte)'0', (byte)'9') && Utf8Parser.TryParse(value, out long milliseconds, out _)
            ? milliseconds
            : null;
}
