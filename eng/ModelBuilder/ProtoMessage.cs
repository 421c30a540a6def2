using System.Text;

namespace ModelBuilder;

/// <summary>
/// A protocol buffers message as its list of fields, in order. What is not touched is written as it was read, so nothing of a model is lost
/// that this tool does not know.
/// </summary>
internal sealed class ProtoMessage
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int Bytes = 2;
    private const int Fixed32 = 5;

    public List<ProtoField> Fields { get; } = [];

    public static ProtoMessage Read(ReadOnlyMemory<byte> data)
    {
        var message = new ProtoMessage();
        while (!data.IsEmpty)
        {
            var tag = ReadVarint(ref data);
            var (number, wire) = ((int)(tag >> 3), (int)(tag & 7));
            message.Fields.Add(wire switch
            {
                Varint => new(number, wire, ReadVarint(ref data), default),
                Fixed64 => new(number, wire, 0, Take(ref data, sizeof(ulong))),
                Bytes => new(number, wire, 0, Take(ref data, (int)ReadVarint(ref data))),
                Fixed32 => new(number, wire, 0, Take(ref data, sizeof(uint))),
                _ => throw new InvalidDataException($"Field {number} has the unknown wire type {wire}."),
            });
        }

        return message;
    }

    public IEnumerable<ReadOnlyMemory<byte>> All(int number) =>
        Fields.Where(field => field.Number == number && field.Wire == Bytes).Select(static field => field.Data);

    public IEnumerable<string> Texts(int number) => All(number).Select(static data => Encoding.UTF8.GetString(data.Span));

    public string Text(int number) => Texts(number).FirstOrDefault("");

    public long Number(int number) => (long)(Fields.Find(field => field.Number == number)?.Value ?? 0);

    /// <summary>A repeated number, packed or not.</summary>
    public IEnumerable<long> Numbers(int number)
    {
        foreach (var field in Fields.Where(field => field.Number == number))
        {
            if (field.Wire == Varint)
            {
                yield return (long)field.Value;
            }

            for (var data = field.Data; field.Wire == Bytes && !data.IsEmpty;)
            {
                yield return (long)ReadVarint(ref data);
            }
        }
    }

    public ProtoMessage Add(int number, long value) => Add(new ProtoField(number, Varint, (ulong)value, default));

    public ProtoMessage Add(int number, ReadOnlyMemory<byte> data) => Add(new ProtoField(number, Bytes, 0, data));

    public ProtoMessage Add(int number, string text) => Add(number, Encoding.UTF8.GetBytes(text));

    public ProtoMessage Add(int number, ProtoMessage message) => Add(number, message.ToBytes());

    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        foreach (var field in Fields)
        {
            WriteVarint(stream, ((ulong)field.Number << 3) | (uint)field.Wire);
            if (field.Wire is Varint)
            {
                WriteVarint(stream, field.Value);
                continue;
            }

            if (field.Wire is Bytes)
            {
                WriteVarint(stream, (ulong)field.Data.Length);
            }

            stream.Write(field.Data.Span);
        }

        return stream.ToArray();
    }

    private ProtoMessage Add(ProtoField field)
    {
        Fields.Add(field);
        return this;
    }

    private static ReadOnlyMemory<byte> Take(ref ReadOnlyMemory<byte> data, int length)
    {
        var taken = data[..length];
        data = data[length..];
        return taken;
    }

    private static ulong ReadVarint(ref ReadOnlyMemory<byte> data)
    {
        var (value, shift, place) = (0UL, 0, 0);
        byte next;
        do
        {
            next = data.Span[place++];
            value |= (ulong)(next & 0x7F) << shift;
            shift += 7;
        }
        while (next >= 0x80);
        data = data[place..];
        return value;
    }

    private static void WriteVarint(Stream stream, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            stream.WriteByte((byte)(value | 0x80));
        }

        stream.WriteByte((byte)value);
    }
}

/// <summary>One field: a number, or bytes.</summary>
internal sealed record ProtoField(int Number, int Wire, ulong Value, ReadOnlyMemory<byte> Data);
