using System.Buffers.Binary;
using System.Text;

namespace McpGateway.Core.Discovery.Indexing;

/// <summary>Description and schema of a hit, packed as UTF-8 in one array: with 100,000 tools this is most of the index's memory.</summary>
internal readonly struct EntityPayload
{
    private readonly byte[] _bytes;

    public EntityPayload(string description, ReadOnlySpan<byte> schema)
    {
        var length = Encoding.UTF8.GetByteCount(description);
        _bytes = new byte[sizeof(int) + length + schema.Length];
        BinaryPrimitives.WriteInt32LittleEndian(_bytes, length);
        Encoding.UTF8.GetBytes(description, _bytes.AsSpan(sizeof(int)));
        schema.CopyTo(_bytes.AsSpan(sizeof(int) + length));
    }

    public string Description => Encoding.UTF8.GetString(_bytes, sizeof(int), DescriptionLength);

    /// <summary>JSON Schema of the arguments as the server sent it; empty when there is none.</summary>
    public ReadOnlyMemory<byte> Schema => _bytes.AsMemory(sizeof(int) + DescriptionLength);

    private int DescriptionLength => BinaryPrimitives.ReadInt32LittleEndian(_bytes);
}
