using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace McpGateway.Storage.Blocks;

/// <summary>Reads what <see cref="BlockWriter"/> wrote.</summary>
/// <exception cref="InvalidDataException">From any member: the block is damaged.</exception>
internal sealed class BlockReader
{
    /// <summary>More than the largest block can have, and less than what would be harm.</summary>
    private const int MaxLength = 256 * 1024 * 1024;

    private readonly byte[] _bytes;
    private int _at;

    public BlockReader(byte[] packed)
    {
        var length = packed.Length < 4 ? -1 : BinaryPrimitives.ReadInt32LittleEndian(packed);
        _bytes = length is >= 0 and <= MaxLength ? new byte[length] : throw Damaged();
        if (!BrotliDecoder.TryDecompress(packed.AsSpan(4), _bytes, out var written) || written != length)
        {
            throw Damaged();
        }
    }

    /// <summary>Where the next value begins, for <see cref="Return"/>.</summary>
    public int At => _at;

    /// <summary>For another reading of what was gone past.</summary>
    /// <param name="at">A former <see cref="At"/>.</param>
    public void Return(int at) => _at = at;

    public byte Byte() => Take(1)[0];

    public ulong Number()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Damaged();
    }

    /// <summary>Reads past numbers: of each, the last byte alone is below 128.</summary>
    public void SkipNumbers(long count)
    {
        var rest = _bytes.AsSpan(_at);
        var at = 0;
        for (; count > 0 && at < rest.Length; at++)
        {
            count -= rest[at] < 0x80 ? 1 : 0;
        }

        _at += count == 0 ? at : throw Damaged();
    }

    public int Count() => Number() is <= int.MaxValue and var count ? (int)count : throw Damaged();

    /// <summary>A number of values that each take a byte at least: more than there are bytes is none.</summary>
    public int Limit(int count) => count <= _bytes.Length - _at ? count : throw Damaged();

    public long Signed()
    {
        var value = Number();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public double Double() => BinaryPrimitives.ReadDoubleLittleEndian(Take(8));

    public string Text() => Encoding.UTF8.GetString(Take(Count()));

    /// <summary>The bytes of a text.</summary>
    public ReadOnlyMemory<byte> TextBytes()
    {
        var count = Count();
        Take(count);
        return _bytes.AsMemory(_at - count, count);
    }

    public static InvalidDataException Damaged() => new("A block of records in the database is damaged.");

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > _bytes.Length - _at)
        {
            throw Damaged();
        }

        _at += count;
        return _bytes.AsSpan(_at - count, count);
    }
}
