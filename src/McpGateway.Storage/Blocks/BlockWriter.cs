using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace McpGateway.Storage.Blocks;

/// <summary>Writes the columns of a block one after another, and compresses them together.</summary>
internal sealed class BlockWriter
{
    /// <summary>The fastest: columns of like values compress well already, and a call waits for nothing here but pays the time.</summary>
    private const int Quality = 1;

    private const int Window = 22;

    private readonly ArrayBufferWriter<byte> _output = new(64 * 1024);

    public void Byte(byte value)
    {
        _output.GetSpan(1)[0] = value;
        _output.Advance(1);
    }

    /// <summary>Seven bits a byte, the lowest first.</summary>
    public void Number(ulong value)
    {
        var target = _output.GetSpan(10);
        var length = 0;
        for (; value >= 0x80; value >>= 7)
        {
            target[length++] = (byte)(value | 0x80);
        }

        target[length++] = (byte)value;
        _output.Advance(length);
    }

    /// <summary>Small numbers of either sign in few bytes.</summary>
    public void Signed(long value) => Number((ulong)((value << 1) ^ (value >> 63)));

    public void Double(double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(_output.GetSpan(8), value);
        _output.Advance(8);
    }

    public void Text(string text)
    {
        Number((ulong)Encoding.UTF8.GetByteCount(text));
        _output.Advance(Encoding.UTF8.GetBytes(text, _output.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length))));
    }

    /// <summary>Length before compression, then the compressed bytes.</summary>
    public byte[] Pack()
    {
        var packed = new byte[4 + BrotliEncoder.GetMaxCompressedLength(_output.WrittenCount)];
        BinaryPrimitives.WriteInt32LittleEndian(packed, _output.WrittenCount);
        return BrotliEncoder.TryCompress(_output.WrittenSpan, packed.AsSpan(4), out var length, Quality, Window)
            ? packed[..(4 + length)]
            : throw new InvalidOperationException("A block of records could not be compressed.");
    }
}
