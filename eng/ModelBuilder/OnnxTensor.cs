using System.Runtime.InteropServices;

namespace ModelBuilder;

/// <summary>A constant of the graph.</summary>
internal sealed class OnnxTensor(ProtoMessage message)
{
    public const int Field = 5;
    public const int FloatType = 1;
    public const int UInt8Type = 2;
    public const int Int8Type = 3;

    private const int RawData = 9;

    public ProtoMessage Message { get; } = message;

    public string Name { get; } = message.Text(8);

    public bool IsFloat => Message.Number(2) == FloatType;

    public IReadOnlyList<int> Shape { get; } = [.. message.Numbers(1).Select(static size => (int)size)];

    public static OnnxTensor Create<T>(string name, int type, T[] values, params int[] shape)
        where T : struct
    {
        var message = new ProtoMessage();
        foreach (var size in shape)
        {
            message.Add(1, size);
        }

        return new(message.Add(2, type).Add(8, name).Add(RawData, MemoryMarshal.AsBytes(values.AsSpan()).ToArray()));
    }

    /// <summary>The numbers of a tensor of floats.</summary>
    public float[] Floats()
    {
        const int FloatData = 4;
        var data = Message.All(RawData).Concat(Message.All(FloatData)).FirstOrDefault();
        return MemoryMarshal.Cast<byte, float>(data.Span).ToArray();
    }
}
