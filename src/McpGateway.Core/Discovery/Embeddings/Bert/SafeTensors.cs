using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace McpGateway.Core.Discovery.Embeddings.Bert;

/// <summary>
/// A file of named tensors: 8 bytes of header length, a JSON header with type, shape and place of each tensor, then the numbers.
/// </summary>
internal sealed class SafeTensors : IDisposable
{
    private const int MaxHeaderBytes = 64 * 1024 * 1024;

    private readonly FileStream _file;
    private readonly Dictionary<string, Entry> _entries;
    private readonly long _dataStart;

    private SafeTensors(FileStream file, Dictionary<string, Entry> entries, long dataStart) =>
        (_file, _entries, _dataStart) = (file, entries, dataStart);

    /// <exception cref="InvalidDataException">The file is not what it should be.</exception>
    public static SafeTensors Open(string path)
    {
        var file = File.OpenRead(path);
        try
        {
            Span<byte> prefix = stackalloc byte[8];
            file.ReadExactly(prefix);
            var length = BinaryPrimitives.ReadInt64LittleEndian(prefix);
            if (length is <= 0 or > MaxHeaderBytes)
            {
                throw new InvalidDataException($"{path} is no safetensors file: its header would have {length} bytes.");
            }

            var header = new byte[length];
            file.ReadExactly(header);
            return new(file, ReadHeader(header), 8 + length);
        }
        catch (Exception failure) when (
            failure is JsonException or EndOfStreamException or KeyNotFoundException or InvalidOperationException or FormatException
                or IndexOutOfRangeException)
        {
            file.Dispose();
            throw new InvalidDataException($"{path} is no safetensors file: its header cannot be read.", failure);
        }
    }

    public bool Contains(string name) => _entries.ContainsKey(name);

    /// <summary>Reads a tensor as floats and checks its shape.</summary>
    /// <exception cref="InvalidDataException">There is no such tensor, or it is different.</exception>
    public float[] Read(string name, params ReadOnlySpan<int> shape)
    {
        if (!_entries.TryGetValue(name, out var entry))
        {
            throw new InvalidDataException($"The model has no tensor {name}.");
        }

        if (!entry.Shape.AsSpan().SequenceEqual(shape))
        {
            throw new InvalidDataException(
                $"Tensor {name} has the shape {string.Join('×', entry.Shape)}, not {string.Join('×', shape.ToArray())}.");
        }

        if (entry.Start < 0 || entry.End < entry.Start || _dataStart + entry.End > _file.Length)
        {
            throw new InvalidDataException($"Tensor {name} lies outside of the file.");
        }

        var bytes = new byte[entry.End - entry.Start];
        _file.Position = _dataStart + entry.Start;
        _file.ReadExactly(bytes);
        var values = entry.Type switch
        {
            "F32" => MemoryMarshal.Cast<byte, float>(bytes).ToArray(),
            "F16" => Array.ConvertAll(MemoryMarshal.Cast<byte, Half>(bytes).ToArray(), value => (float)value),
            "BF16" =>
                Array.ConvertAll(MemoryMarshal.Cast<byte, ushort>(bytes).ToArray(), value => BitConverter.Int32BitsToSingle(value << 16)),
            _ => throw new InvalidDataException($"Tensor {name} is of type {entry.Type}; F32, F16 and BF16 can be read."),
        };
        var expected = entry.Shape.Aggregate(1, (product, size) => product * size);
        return values.Length == expected
            ? values
            : throw new InvalidDataException($"Tensor {name} holds {values.Length} numbers, not {expected}.");
    }

    public void Dispose() => _file.Dispose();

    private static Dictionary<string, Entry> ReadHeader(byte[] header)
    {
        using var json = JsonDocument.Parse(header);
        var entries = new Dictionary<string, Entry>(StringComparer.Ordinal);
        foreach (var tensor in json.RootElement.EnumerateObject().Where(tensor => tensor.Name != "__metadata__"))
        {
            var offsets = tensor.Value.GetProperty("data_offsets");
            entries[tensor.Name] = new(
                tensor.Value.GetProperty("dtype").GetString() ?? "",
                [.. tensor.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32())],
                offsets[0].GetInt64(),
                offsets[1].GetInt64());
        }

        return entries;
    }

    private sealed record Entry(string Type, int[] Shape, long Start, long End);
}
