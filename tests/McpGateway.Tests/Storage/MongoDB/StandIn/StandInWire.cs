using System.Buffers.Binary;
using MongoDB.Bson;
using MongoDB.Bson.IO;
using MongoDB.Bson.Serialization;

namespace McpGateway.Tests.Storage.MongoDB.StandIn;

/// <summary>
/// Messages of the <see href="https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/">wire protocol</see>: <c>OP_MSG</c>, and
/// <c>OP_QUERY</c> for the greeting.
/// </summary>
internal static class StandInWire
{
    private const int Query = 2004;
    private const int Reply = 1;
    private const int Message = 2013;
    private const int HeaderSize = 16;

    /// <returns>Null when the connection has ended.</returns>
    public static async Task<StandInRequest?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var header = new byte[HeaderSize];
        if (await stream.ReadAtLeastAsync(header, HeaderSize, throwOnEndOfStream: false, cancellationToken) < HeaderSize)
        {
            return null;
        }

        var body = new byte[BinaryPrimitives.ReadInt32LittleEndian(header) - HeaderSize];
        await stream.ReadExactlyAsync(body, cancellationToken);
        var id = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(4));
        return BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(12)) switch
        {
            Message => new(id, ReadMessage(body), IsQuery: false),
            Query => new(id, ReadQuery(body), IsQuery: true),
            var code => throw new InvalidDataException($"A message of sort {code}."),
        };
    }

    public static async Task WriteAsync(Stream stream, StandInRequest request, BsonDocument answer, CancellationToken cancellationToken)
    {
        var document = answer.ToBson();
        var prefix = request.IsQuery ? 20 : 5;
        var bytes = new byte[HeaderSize + prefix + document.Length];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, bytes.Length);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), request.Id);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), request.IsQuery ? Reply : Message);
        if (request.IsQuery)
        {
            // Flags, cursor, place, and the number of documents.
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(HeaderSize + 16), 1);
        }

        document.CopyTo(bytes, HeaderSize + prefix);
        await stream.WriteAsync(bytes, cancellationToken);
    }

    private static BsonDocument ReadQuery(byte[] body)
    {
        var name = Array.IndexOf(body, (byte)0, 4);
        return Document(body.AsMemory(name + 1 + 8));
    }

    private static BsonDocument ReadMessage(byte[] body)
    {
        var rest = body.AsMemory(4);
        var command = new BsonDocument();
        while (rest.Length > 0)
        {
            var isSequence = rest.Span[0] == 1;
            var size = BinaryPrimitives.ReadInt32LittleEndian(rest.Span[1..]);
            var section = rest.Slice(1, size);
            rest = rest[(1 + size)..];
            if (isSequence)
            {
                var (name, documents) = ReadSequence(section[4..]);
                command[name] = documents;
            }
            else
            {
                command.Merge(Document(section), overwriteExistingElements: true);
            }
        }

        return command;
    }

    private static (string Name, BsonArray Documents) ReadSequence(ReadOnlyMemory<byte> section)
    {
        var end = section.Span.IndexOf((byte)0);
        var name = System.Text.Encoding.UTF8.GetString(section.Span[..end]);
        var documents = new BsonArray();
        for (var rest = section[(end + 1)..]; rest.Length > 0;)
        {
            var size = BinaryPrimitives.ReadInt32LittleEndian(rest.Span);
            documents.Add(Document(rest[..size]));
            rest = rest[size..];
        }

        return (name, documents);
    }

    private static BsonDocument Document(ReadOnlyMemory<byte> bytes)
    {
        using var stream = new MemoryStream(bytes.ToArray());
        using var reader = new BsonBinaryReader(stream);
        return BsonSerializer.Deserialize<BsonDocument>(reader);
    }
}

/// <summary>A command as it came.</summary>
internal sealed record StandInRequest(int Id, BsonDocument Command, bool IsQuery)
{
    public string Name => Command.GetElement(0).Name;
}
