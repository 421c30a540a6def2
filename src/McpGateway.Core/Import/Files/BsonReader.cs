using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace McpGateway.Core.Import.Files;

/// <summary>
/// Reads documents of BSON (<see href="https://bsonspec.org/spec.html"/>) as JSON: what <c>mongodump</c> writes, one after the other.
/// Strict: lengths, terminators and UTF-8 must be right. Of the types, those that JSON can say: regular expressions, code and the like
/// are refused.
/// </summary>
internal ref struct BsonReader(ReadOnlySpan<byte> data)
{
    /// <summary>As deep as the server stores.</summary>
    private const int MaxDepth = 100;

    private const int MinDocument = 5;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private ReadOnlySpan<byte> _rest = data;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    /// <exception cref="FormatException">It is not BSON, or is cut short.</exception>
    public JsonObject ReadDocument() => (JsonObject)ReadMembers(isArray: false, depth: 0);

    private JsonNode ReadMembers(bool isArray, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new FormatException("It is nested too deeply.");
        }

        var length = _rest.Length >= MinDocument ? BinaryPrimitives.ReadInt32LittleEndian(_rest) : 0;
        if (length < MinDocument || length > _rest.Length || _rest[length - 1] != 0)
        {
            throw new FormatException("A document is cut short.");
        }

        var after = _rest[length..];
        _rest = _rest[sizeof(int)..(length - 1)];
        var (members, items) = (new JsonObject(), new JsonArray());
        while (!_rest.IsEmpty)
        {
            var type = Take(1)[0];
            var name = ReadName();
            var value = ReadValue(type, depth);
            if (isArray)
            {
                items.Add(value);
            }
            else if (!members.TryAdd(name, value))
            {
                throw new FormatException($"The member '{LogName(name)}' is there twice.");
            }
        }

        _rest = after;
        return isArray ? items : members;
    }

    private JsonNode? ReadValue(byte type, int depth) => type switch
    {
        0x01 => Number(BinaryPrimitives.ReadDoubleLittleEndian(Take(sizeof(double)))),
        0x02 => JsonValue.Create(ReadText()),
        0x03 => ReadMembers(isArray: false, depth + 1),
        0x04 => ReadMembers(isArray: true, depth + 1),
        0x05 => JsonValue.Create(ReadBinary()),
        0x06 or 0x0A => null,
        0x07 => JsonValue.Create(Convert.ToHexStringLower(Take(12))),
        0x08 => ReadBoolean(),
        0x09 => JsonValue.Create(ReadTime()),
        0x10 => JsonValue.Create(BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)))),
        0x11 => JsonValue.Create(BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)))),
        0x12 => JsonValue.Create(BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)))),
        _ => throw new FormatException($"A value has the type 0x{type:X2}, which is not read."),
    };

    private static JsonValue Number(double number) => double.IsFinite(number)
        ? JsonValue.Create(number)
        : throw new FormatException("A number is not finite.");

    private JsonValue ReadBoolean() => Take(1)[0] switch
    {
        0 => JsonValue.Create(false),
        1 => JsonValue.Create(true),
        _ => throw new FormatException("A boolean is neither true nor false."),
    };

    private string ReadTime()
    {
        var milliseconds = BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));
        return milliseconds >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds()
            && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString("O", CultureInfo.InvariantCulture)
            : throw new FormatException("A time is out of range.");
    }

    private string ReadBinary()
    {
        var length = ReadLength(0);
        Take(1);
        return Convert.ToBase64String(Take(length));
    }

    private string ReadText()
    {
        var bytes = Take(ReadLength(1));
        return bytes[^1] == 0 ? TextOf(bytes[..^1]) : throw new FormatException("A text does not end where it says.");
    }

    private int ReadLength(int least)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));
        return length >= least ? length : throw new FormatException("A length is wrong.");
    }

    private string ReadName()
    {
        var end = _rest.IndexOf((byte)0);
        if (end < 0)
        {
            throw new FormatException("A name does not end.");
        }

        var name = TextOf(_rest[..end]);
        _rest = _rest[(end + 1)..];
        return name;
    }

    private static string TextOf(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new FormatException("A text is not UTF-8.");
        }
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length < 0 || length > _rest.Length)
        {
            throw new FormatException("A value is cut short.");
        }

        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }

    private static string LogName(string name) => Foundation.LogText.Clean(name);
}
