using System.Buffers.Binary;
using System.Text;

namespace McpGateway.IntegrationTests.Import;

/// <summary>Writes the little BSON that the tests need, by the specification and not by the reader under test.</summary>
internal static class Bson
{
    public static byte[] Document(params (string Name, object Value)[] members)
    {
        using var body = new MemoryStream();
        foreach (var (name, value) in members)
        {
            body.WriteByte(value is bool ? (byte)0x08 : (byte)0x02);
            body.Write(Encoding.UTF8.GetBytes(name + '\0'));
            if (value is bool isTrue)
            {
                body.WriteByte(isTrue ? (byte)1 : (byte)0);
                continue;
            }

            var text = Encoding.UTF8.GetBytes((string)value + '\0');
            body.Write(Number(text.Length));
            body.Write(text);
        }

        return [.. Number((int)body.Length + 5), .. body.ToArray(), 0];
    }

    private static byte[] Number(int value)
    {
        var bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }
}
