using System.Buffers;
using System.Text;
using System.Text.Json;
using McpGateway.Identity.Tokens;

namespace McpGateway.Identity.Signing;

/// <summary>Writes a JWS in its compact form (RFC 7515 §7.1), ES256, whose header names the key.</summary>
internal static class CompactJws
{
    /// <param name="key">The key.</param>
    /// <param name="type">The header's <c>typ</c>: what kind of statement it is.</param>
    /// <param name="claims">Writes the members of the payload, an object.</param>
    public static string Sign(SigningKey key, string type, Action<Utf8JsonWriter> claims) => Sign(key, type, ObjectOf(claims));

    /// <param name="key">The key.</param>
    /// <param name="type">The header's <c>typ</c>: what kind of statement it is.</param>
    /// <param name="payload">What is signed.</param>
    /// <param name="header">Writes further members of the header.</param>
    public static string Sign(SigningKey key, string type, ReadOnlySpan<byte> payload, Action<Utf8JsonWriter>? header = null)
    {
        var head = ObjectOf(json =>
        {
            json.WriteString("alg", "ES256");
            json.WriteString("typ", type);
            json.WriteString("kid", key.KeyId);
            header?.Invoke(json);
        });
        var input = $"{Base64UrlText.Encode(head)}.{Base64UrlText.Encode(payload)}";
        return $"{input}.{Base64UrlText.Encode(key.Sign(Encoding.ASCII.GetBytes(input)))}";
    }

    private static ReadOnlySpan<byte> ObjectOf(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan;
    }
}
