using System.Buffers;
using System.Text;
using System.Text.Json;
using McpGateway.Foundation.Auditing;
using McpGateway.Identity.Tokens;

namespace McpGateway.Identity.Signing;

/// <summary>Signs statements of the gateway with the key that signs its tokens.</summary>
internal sealed class StatementSigner(SigningKeyRing keys, TimeProvider time) : IStatementSigner
{
    public SignedStatement Sign(string type, ReadOnlySpan<byte> payload)
    {
        var key = keys.Current.Signer(time.GetUtcNow());
        var header = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(header))
        {
            json.WriteStartObject();
            json.WriteString("alg", "ES256");
            json.WriteString("typ", type);
            json.WriteString("kid", key.KeyId);
            json.WriteStartObject("jwk");
            json.WriteString("kty", "EC");
            json.WriteString("crv", "P-256");
            json.WriteString("x", key.X);
            json.WriteString("y", key.Y);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        var input = $"{Base64UrlText.Encode(header.WrittenSpan)}.{Base64UrlText.Encode(payload)}";
        return new($"{input}.{Base64UrlText.Encode(key.Sign(Encoding.ASCII.GetBytes(input)))}", key.KeyId, key.X, key.Y);
    }
}
